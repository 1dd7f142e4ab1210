// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../interfaces/IErrors.sol";

/// Paths in the SHA-256 state tree, and the little-endian fields of its leaves.
library StateProof {
    /// Root that the leaf at generalised index `gindex` and the siblings, lowest first, fold to. Their number is the
    /// constant `depth`, never the caller's choice.
    function fold(bytes32 leaf, uint256 gindex, bytes32[] calldata siblings, uint256 depth)
        internal
        pure
        returns (bytes32 node)
    {
        if (siblings.length != depth) revert IErrors.ProofLength(siblings.length, depth);
        node = leaf;
        for (uint256 level = 0; level < depth; ++level) {
            node = gindex % 2 == 0
                ? sha256(bytes.concat(node, siblings[level]))
                : sha256(bytes.concat(siblings[level], node));
            gindex /= 2;
        }
    }

    /// Word w`index` of a leaf.
    function word32(bytes32 leaf, uint256 index) internal pure returns (uint32) {
        uint256 word = uint32(uint256(leaf) >> (224 - 32 * index));
        return
            uint32((word >> 24) | ((word >> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24));
    }

    /// Words w`index` and w`index + 1` of a leaf, low word first.
    function word64(bytes32 leaf, uint256 index) internal pure returns (uint64) {
        return uint64(word32(leaf, index)) | (uint64(word32(leaf, index + 1)) << 32);
    }
}
