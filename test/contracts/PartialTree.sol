// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A state of which some leaves are known: all that is not on the way to them is noise. Plain and slow, straight from the
/// definition of a witness (PROTOCOL.md §5).
library PartialTree {
    struct Tree {
        uint256[] gindices;
        bytes32[] leaves;
    }

    struct Encoding {
        bool[] bits;
        uint256 bitCount;
        bytes32[] nodes;
        uint256 nodeCount;
    }

    function root(Tree memory tree) internal pure returns (bytes32) {
        return node(tree, 1);
    }

    function node(Tree memory tree, uint256 gindex) internal pure returns (bytes32) {
        (bool leaf, bytes32 value) = terminal(tree, gindex);
        if (leaf) return value;
        return sha256(bytes.concat(node(tree, 2 * gindex), node(tree, 2 * gindex + 1)));
    }

    function set(Tree memory tree, uint256 gindex, bytes32 leaf) internal pure {
        for (uint256 i = 0; i < tree.gindices.length; ++i) {
            if (tree.gindices[i] == gindex) tree.leaves[i] = leaf;
        }
    }

    function copy(Tree memory tree) internal pure returns (Tree memory) {
        return abi.decode(abi.encode(tree), (Tree));
    }

    /// Siblings of a node, lowest first.
    function proof(Tree memory tree, uint256 gindex) internal pure returns (bytes32[] memory out) {
        uint256 depth = 0;
        while (gindex >> depth != 1) ++depth;
        out = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            out[i] = node(tree, (gindex >> i) ^ 1);
        }
    }

    function witness(Tree memory tree) internal pure returns (bytes memory out) {
        Encoding memory e;
        e.bits = new bool[](4096);
        e.nodes = new bytes32[](4096);
        walk(tree, e, 1);
        bytes memory descriptor = new bytes((e.bitCount + 7) / 8);
        for (uint256 i = 0; i < e.bitCount; ++i) {
            if (e.bits[i]) descriptor[i / 8] |= bytes1(uint8(0x80 >> (i % 8)));
        }
        out = abi.encodePacked(uint16(e.bitCount), descriptor);
        for (uint256 i = 0; i < e.nodeCount; ++i) {
            out = bytes.concat(out, e.nodes[i]);
        }
    }

    function walk(Tree memory tree, Encoding memory e, uint256 gindex) private pure {
        (bool leaf, bytes32 value) = terminal(tree, gindex);
        e.bits[e.bitCount++] = leaf;
        if (leaf) {
            e.nodes[e.nodeCount++] = value;
            return;
        }
        walk(tree, e, 2 * gindex);
        walk(tree, e, 2 * gindex + 1);
    }

    /// Whether a node is a known leaf, or noise with nothing known below it.
    function terminal(Tree memory tree, uint256 gindex) private pure returns (bool, bytes32) {
        for (uint256 i = 0; i < tree.gindices.length; ++i) {
            uint256 known = tree.gindices[i];
            if (known == gindex) return (true, tree.leaves[i]);
            while (known > gindex) known >>= 1;
            if (known == gindex) return (false, 0);
        }
        return (true, keccak256(abi.encode(gindex)));
    }
}
