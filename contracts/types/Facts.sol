// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

enum SealKind {
    none,
    /// Without certificate, after the deadline; runs Expire and Inbox only and is nobody's parent.
    empty,
    certified
}

enum KeyState {
    none,
    revealed,
    voided
}

/// What is fixed of a slot. Slot 0 is genesis: never sealed, it only holds `next`.
struct Seal {
    /// Root of the envelope tree; of a list without envelopes, the tree's root over unused leaves.
    bytes32 root;
    /// The secret scalar; zero unless revealed.
    bytes32 key;
    /// The slot sealed before this one and the one after; 0 for none.
    uint32 prev;
    uint32 next;
    /// Inbox operations below this index are taken in.
    uint48 inboxEnd;
    uint48 sealedAt;
    uint16 count;
    SealKind kind;
    KeyState keyState;
}

/// A root over the keys of the 1,024 slots from `first`.
struct KeyRange {
    bytes32 root;
    uint32 first;
}
