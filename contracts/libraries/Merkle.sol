// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../interfaces/IErrors.sol";
import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// keccak-256 trees of a fixed depth, as all posted data is bound. A parent is keccak(left ‖ right), an unused leaf zero.
library Merkle {
    /// Root over `leaves[0 .. count)`. Overwrites `leaves`. Work is proportional to `count`, not to the tree's width.
    /// @dev The caller keeps count ≤ 2^depth and count ≤ leaves.length.
    function root(bytes32[] memory leaves, uint256 count, uint256 depth)
        internal
        pure
        returns (bytes32)
    {
        bytes32 unused;
        for (uint256 level = 0; level < depth; ++level) {
            uint256 pairs = count / 2;
            for (uint256 i = 0; i < pairs; ++i) {
                leaves[i] = Hashes.efficientKeccak256(leaves[2 * i], leaves[2 * i + 1]);
            }
            if (count % 2 == 1) {
                leaves[pairs] = Hashes.efficientKeccak256(leaves[count - 1], unused);
            }
            unused = Hashes.efficientKeccak256(unused, unused);
            count -= pairs;
        }
        return count == 0 ? unused : leaves[0];
    }

    /// Root that `leaf` at `index` and the siblings, lowest first, fold to. The number of siblings is the constant `depth`,
    /// never the caller's choice.
    function fold(bytes32 leaf, uint256 index, bytes32[] calldata siblings, uint256 depth)
        internal
        pure
        returns (bytes32 node)
    {
        if (siblings.length != depth) revert IErrors.ProofLength(siblings.length, depth);
        node = leaf;
        for (uint256 level = 0; level < depth; ++level) {
            node = index % 2 == 0
                ? Hashes.efficientKeccak256(node, siblings[level])
                : Hashes.efficientKeccak256(siblings[level], node);
            index /= 2;
        }
    }

    /// `fold` of siblings that lie in memory.
    function foldMemory(bytes32 leaf, uint256 index, bytes32[] memory siblings, uint256 depth)
        internal
        pure
        returns (bytes32 node)
    {
        if (siblings.length != depth) revert IErrors.ProofLength(siblings.length, depth);
        node = leaf;
        for (uint256 level = 0; level < depth; ++level) {
            node = index % 2 == 0
                ? Hashes.efficientKeccak256(node, siblings[level])
                : Hashes.efficientKeccak256(siblings[level], node);
            index /= 2;
        }
    }
}
