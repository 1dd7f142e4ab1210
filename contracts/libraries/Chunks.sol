// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CHUNK_OVERHEAD,
    CLAIM_TREE_DEPTH,
    MAX_CHUNKS,
    MAX_CLAIM_BYTES,
    OFFSET_CHUNK_RECORDS,
    OFFSET_CHUNK_ROOT
} from "../generated/Constants.sol";
import { IErrors } from "../interfaces/IErrors.sol";
import { Merkle } from "./Merkle.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

/// The chunks of a claim, posted as Σ (records length u16 ‖ state root 32 ‖ records), and the tree that binds them.
library Chunks {
    /// Root of the claim tree over keccak(state root ‖ records), number of chunks and the last state root. Reverts unless
    /// there are 1 to 1,000 chunks in at most 100,000 bytes, none with more than `mostRecords` bytes of records.
    function root(bytes calldata posted, uint256 mostRecords)
        internal
        pure
        returns (bytes32, uint256 count, bytes32 stateRoot)
    {
        if (posted.length == 0) revert IErrors.NoChunks();
        if (posted.length > MAX_CLAIM_BYTES) {
            revert IErrors.TooManyBytes(posted.length, MAX_CLAIM_BYTES);
        }
        bytes32[] memory leaves =
            new bytes32[](Math.min(MAX_CHUNKS, posted.length / CHUNK_OVERHEAD));
        for (uint256 offset = 0; offset < posted.length; ++count) {
            if (count == MAX_CHUNKS) revert IErrors.TooManyChunks(MAX_CHUNKS);
            uint256 start = offset + OFFSET_CHUNK_ROOT;
            uint256 end = offset + OFFSET_CHUNK_RECORDS;
            if (end > posted.length) revert IErrors.Truncated(count, posted.length, end);
            uint256 records = uint16(bytes2(posted[offset:start]));
            if (records > mostRecords) revert IErrors.RecordsTooLong(count, records, mostRecords);
            stateRoot = bytes32(posted[start:end]);
            offset = end + records;
            if (offset > posted.length) revert IErrors.Truncated(count, posted.length, offset);
            leaves[count] = keccak256(posted[start:offset]);
        }
        return (Merkle.root(leaves, count, CLAIM_TREE_DEPTH), count, stateRoot);
    }
}
