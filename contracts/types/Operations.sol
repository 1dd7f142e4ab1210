// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One 16-byte block of an opened envelope. Fields that its kind has not are zero. Twin of Operation in
/// protocol/operation.ts.
struct OperationBlock {
    uint256 kind;
    uint256 market;
    uint256 side;
    uint256 tick;
    uint256 lots;
    uint256 expiry;
    uint256 position;
    uint256 asset;
    uint256 amount;
}

/// An operation queued on L1. Fields that its kind has not are zero. Twin of InboxOperation in protocol/inbox.ts.
struct InboxOperation {
    uint256 kind;
    uint256 account;
    bytes20 signer;
    uint256 market;
    uint256 side;
    uint256 tick;
    uint256 position;
    uint256 asset;
    uint256 amount;
}
