// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

enum Role {
    sequencer,
    keyper,
    claimant
}
