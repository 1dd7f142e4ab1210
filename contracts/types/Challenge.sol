// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A leaf's preimage and its siblings in a keccak tree of depth 10, lowest first.
struct Opening {
    bytes data;
    bytes32[] siblings;
}
