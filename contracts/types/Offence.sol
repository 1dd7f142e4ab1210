// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What a key set's leaf says of a slot, and the leaf's 10 siblings, lowest first.
struct SlotKeys {
    /// address(Y)
    address batchKey;
    /// 20 bytes for each keyper's share.
    bytes shareAddresses;
    bytes32[] proof;
}

/// What a keyper signed for a slot: r ‖ s ‖ v over Certificate(slot, root, parent).
struct SignedLink {
    bytes32 root;
    uint32 parent;
    bytes signature;
}

/// The sequencer's promise to seal an envelope.
struct Receipt {
    uint32 slot;
    uint32 account;
    uint16 version;
    bytes32 envelopeHash;
}
