// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A slice of the trace. L1 stores keccak256(abi.encode(claim)) under its index; callers bring the claim itself.
struct Claim {
    /// Place in the chain of claims; 0 is genesis.
    uint48 index;
    /// Generation that it was posted in: raised by every rollback, so that no two claims have one preimage.
    uint32 generation;
    bytes32 parentHash;
    /// Root of the keccak tree over chunk hashes.
    bytes32 chunkRoot;
    /// State after the last chunk.
    bytes32 stateRoot;
    uint16 chunkCount;
    /// cursor.slot in `stateRoot`: the last slot that was started.
    uint32 slot;
    /// Whether the cursor in `stateRoot` is at Start, which is the only place where a claim can become final.
    bool atStart;
    uint48 postedAt;
    address author;
    /// 1 + the market whose auction runs in `stateRoot`, between its Clear and its Close; 0 if none does.
    uint8 auction;
    /// The claim that took that auction's Clear on trust: index, time and author; zero if none runs.
    uint48 clearIndex;
    uint48 clearAt;
    address clearBy;
}
