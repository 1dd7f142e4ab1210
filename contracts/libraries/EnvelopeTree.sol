// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    BLOCK_BYTES,
    ENVELOPE_BLOCKS_MASK,
    ENVELOPE_OVERHEAD,
    ENVELOPE_TREE_DEPTH,
    MAX_SEAL_BYTES
} from "../generated/Constants.sol";
import { IErrors } from "../interfaces/IErrors.sol";
import { Merkle } from "./Merkle.sol";

/// The list of a slot's envelopes, posted as Σ (m u8 ‖ envelope of 104 + 16·m bytes), and the tree that binds it.
library EnvelopeTree {
    /// Root and number of the envelopes. Reverts unless lengths are well formed and accounts strictly rise.
    /// @dev Judges nothing else: an envelope with a bad signature or a bad point is sealed and then skipped by the trace.
    function root(bytes calldata posted) internal pure returns (bytes32, uint256 count) {
        if (posted.length > MAX_SEAL_BYTES) {
            revert IErrors.TooManyBytes(posted.length, MAX_SEAL_BYTES);
        }
        // The shortest envelope takes 121 bytes: 120,000 hold at most 991, which is less than the tree's 1,024 leaves.
        bytes32[] memory leaves =
            new bytes32[](posted.length / (1 + ENVELOPE_OVERHEAD + BLOCK_BYTES));
        uint256 leastAccount = 0;
        for (uint256 offset = 0; offset < posted.length; ++count) {
            uint256 blocks = uint8(posted[offset]);
            if ((ENVELOPE_BLOCKS_MASK >> blocks) & 1 == 0) {
                revert IErrors.BadBlocks(count, blocks);
            }
            uint256 start = offset + 1;
            offset = start + ENVELOPE_OVERHEAD + BLOCK_BYTES * blocks;
            if (offset > posted.length) revert IErrors.Truncated(count, posted.length, offset);

            uint32 account = uint32(bytes4(posted[start:start + 4]));
            if (account < leastAccount) {
                revert IErrors.AccountNotRising(count, account, leastAccount);
            }
            leastAccount = uint256(account) + 1;
            leaves[count] = keccak256(posted[start:offset]);
        }
        return (Merkle.root(leaves, count, ENVELOPE_TREE_DEPTH), count);
    }
}
