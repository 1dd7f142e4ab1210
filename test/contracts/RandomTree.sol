// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A partial tree grown from a seed, its witness, and its root as the definition has it: the plain twin of
/// libraries/TreeHasher.sol, which walks the tree and joins bytes.
library RandomTree {
    struct Tree {
        bytes32 seed;
        uint256 bits;
        /// Bits of the descriptor, one to a byte.
        bytes shape;
        bytes32[] nodes;
        uint256[] gindices;
        uint256 count;
    }

    /// @param most how many terminals there may be at most
    function grow(bytes32 seed, uint256 most) internal pure returns (Tree memory tree) {
        tree.seed = seed;
        tree.shape = new bytes(2 * most);
        tree.nodes = new bytes32[](most);
        tree.gindices = new uint256[](most);
        _grow(tree, 1, 0, most);
    }

    function witness(Tree memory tree) internal pure returns (bytes memory out) {
        bytes memory descriptor = new bytes((tree.bits + 7) / 8);
        for (uint256 bit = 0; bit < tree.bits; ++bit) {
            if (tree.shape[bit] != 0) descriptor[bit / 8] |= bytes1(uint8(0x80 >> (bit % 8)));
        }
        out = abi.encodePacked(uint16(tree.bits), descriptor);
        for (uint256 n = 0; n < tree.count; ++n) {
            out = bytes.concat(out, tree.nodes[n]);
        }
    }

    function root(Tree memory tree) internal pure returns (bytes32 hash) {
        uint256 bit;
        uint256 node;
        (hash, bit, node) = _fold(tree, 0, 0);
        assert(bit == tree.bits && node == tree.count);
    }

    function _fold(Tree memory tree, uint256 bit, uint256 node)
        private
        pure
        returns (bytes32 hash, uint256 nextBit, uint256 nextNode)
    {
        if (tree.shape[bit] != 0) return (tree.nodes[node], bit + 1, node + 1);
        bytes32 left;
        bytes32 right;
        (left, nextBit, nextNode) = _fold(tree, bit + 1, node);
        (right, nextBit, nextNode) = _fold(tree, nextBit, nextNode);
        hash = sha256(bytes.concat(left, right));
    }

    /// Slender at first, as paths to few leaves are, and never deeper than 48.
    function _grow(Tree memory tree, uint256 gindex, uint256 depth, uint256 most) private pure {
        bytes32 draw = keccak256(abi.encode(tree.seed, gindex));
        bool ends = most < 2 || depth == 48 || (gindex > 1 && uint256(draw) % 16 == 0);
        tree.shape[tree.bits++] = ends ? bytes1(0x01) : bytes1(0x00);
        if (ends) {
            tree.gindices[tree.count] = gindex;
            tree.nodes[tree.count++] = keccak256(abi.encode(draw));
            return;
        }
        uint256 one = uint8(draw[1]) % 4 == 0 ? most / 2 : 1;
        bool leftIsSlender = uint8(draw[2]) % 2 == 0;
        _grow(tree, 2 * gindex, depth + 1, leftIsSlender ? one : most - one);
        _grow(tree, 2 * gindex + 1, depth + 1, leftIsSlender ? most - one : one);
    }
}
