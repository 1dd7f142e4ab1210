// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../interfaces/ISettlement.sol";
import { Opening } from "./Challenge.sol";
import { Cursor, State } from "./State.sol";

/// All that a step works with; the cursor is the one before it. Twin of StepInput in protocol/stepTypes.ts.
struct Run {
    State state;
    Cursor cursor;
    Tape tape;
    Facts facts;
}

/// The posted records of a chunk and how far they are read.
struct Tape {
    bytes records;
    uint256 offset;
}

/// Where facts come from: L1's storage, and envelopes opened against their tree's root.
struct Facts {
    ISettlement settlement;
    bytes32 domainSeparator;
    Opening[] envelopes;
    /// Envelopes taken so far.
    uint256 used;
    Batch batch;
}

/// What is the same for all envelopes of a slot, computed when the chunk first needs it.
struct Batch {
    bool known;
    address batchKey;
    bytes32 seed;
    /// Of each round of the shuffle, modulo count.
    uint256[] pivots;
    /// The envelope at position `position` − 1; none if 0.
    uint256 position;
    OpenedEnvelope envelope;
}

struct OpenedEnvelope {
    /// Index in the sealed list.
    uint256 sealedIndex;
    uint256 account;
    uint256 version;
    /// m
    uint256 blocks;
    bytes data;
    /// address(x·U), zero where U is no usable point; computed when first needed.
    bool shared;
    address sharedAddress;
}
