// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Bonds } from "./Bonds.sol";
import { Inbox } from "./Inbox.sol";
import { KEY_SET_HORIZON, KEY_SET_SLOTS, MAX_SLOT } from "./generated/Constants.sol";
import { Certificate } from "./libraries/Certificate.sol";
import { EnvelopeTree } from "./libraries/EnvelopeTree.sol";
import { KeySet } from "./libraries/KeySet.sol";
import { Messages } from "./libraries/Messages.sol";
import { Role } from "./types/Bonds.sol";
import { KeyRange, KeyState, Seal, SealKind } from "./types/Facts.sol";

/// Seals and keys: judged when they are written, never changed, whatever becomes of claims about them.
abstract contract Facts is Inbox, Bonds {
    uint32 public lastSealed;
    uint32 public lastCertified;
    /// First slot that no key set registered so far reaches.
    uint32 public keysEnd = 1;
    /// Last slot that may be sealed with a certificate; lowered when the sequencer's role ends, and by the freeze.
    uint32 public lastSlot = uint32(MAX_SLOT);

    mapping(uint256 slot => Seal) internal sealedSlots;
    /// The key set whose first slot lies in a run of 1,024; two cannot begin in one run.
    mapping(uint256 run => KeyRange) private _keyRanges;

    /// Registers the keys of the 1,024 slots from `first`, before the first of them opens. All keypers' bonds and the
    /// sequencer's must stand. Anyone may call.
    function registerKeySet(uint32 first, bytes32 root, bytes calldata signatures) external {
        uint256 mostFirst = _mostFirst();
        if (first < keysEnd || first > mostFirst) revert BadSlot(first, keysEnd, mostFirst);
        notAfter(closeOf(first - 1) - 1);
        requireBond(Role.sequencer, sequencer);
        for (uint256 i = 0; i < keypers.length; ++i) {
            requireBond(Role.keyper, keypers[i]);
        }
        _checkCertificate(signatures, Messages.keySet(domainSeparator, first, root));
        keysEnd = uint32(first + KEY_SET_SLOTS);
        _keyRanges[first / KEY_SET_SLOTS] = KeyRange(root, first);
        emit KeySetRegistered(first, root, signatures);
    }

    /// Fixes the certified envelopes of a slot. Anyone may call, from the slot's close until `sealDelay` after it.
    /// @param envelopes Σ (m u8 ‖ envelope)
    /// @param certificate q × (keyper index u8 ‖ r ‖ s ‖ v) over Certificate(slot, root, parent)
    function seal(
        uint32 slot,
        uint32 parent,
        uint48 inboxEnd,
        bytes calldata envelopes,
        bytes calldata certificate
    ) external {
        _checkRising(slot);
        _checkSealTime(slot);
        if (parent != lastCertified) revert WrongParent(parent, lastCertified);
        checkInboxEnd(inboxEnd, closeOf(slot) - inboxDelay);
        (bytes32 root, uint256 count) = EnvelopeTree.root(envelopes);
        keyRangeOf(slot);
        _checkCertificate(certificate, Messages.certificate(domainSeparator, slot, root, parent));
        Seal memory s = _write(slot, root, inboxEnd, uint16(count), SealKind.certified);
        lastCertified = slot;
        emit Sealed(slot, s.prev, parent, inboxEnd, s.root, s.count, envelopes, certificate);
    }

    /// Fixes a slot that was not sealed in time as empty, which moves the inbox and expiries. Anyone may call, until the
    /// freeze: afterwards the exit gives all that an empty slot could, and each would put it off.
    function sealEmpty(uint32 slot, uint48 inboxEnd) external {
        if (frozenAt != 0) revert FrozenSince(frozenAt);
        _checkRising(slot);
        notBefore(deadlineOf(slot) + 1);
        checkInboxEnd(inboxEnd, closeOf(slot) - inboxDelay);
        (bytes32 root,) = EnvelopeTree.root(msg.data[:0]);
        Seal memory s = _write(slot, root, inboxEnd, 0, SealKind.empty);
        emit EmptySealed(slot, s.prev, inboxEnd);
    }

    /// Opens a sealed slot by its secret scalar, checked against the key set. Anyone may call, until `revealDelay` after
    /// the seal: nobody can look first and decide then, because the same limit makes the slot void for all.
    function reveal(
        uint32 slot,
        bytes32 key,
        bytes calldata shareAddresses,
        bytes32[] calldata proof
    ) external {
        Seal storage s = _undecided(slot);
        notAfter(s.sealedAt + revealDelay);
        address batchKey = KeySet.addressOf(key);
        if (shareAddresses.length != 20 * keypers.length) {
            revert SharesLength(shareAddresses.length, 20 * keypers.length);
        }
        KeyRange memory range = keyRangeOf(slot);
        bytes32 proven = KeySet.root(slot, range.first, batchKey, shareAddresses, proof);
        if (proven != range.root) revert WrongRoot(proven, range.root);
        s.key = key;
        s.keyState = KeyState.revealed;
        emit Revealed(slot, key, shareAddresses, proof);
    }

    /// Gives up a slot whose key was not revealed in time and burns the keypers' bonds. Anyone may call.
    function void(uint32 slot) external {
        Seal storage s = _undecided(slot);
        notBefore(s.sealedAt + revealDelay + 1);
        s.keyState = KeyState.voided;
        emit Voided(slot);
        for (uint256 i = 0; i < keypers.length; ++i) {
            slash(Role.keyper, keypers[i], address(0), 1);
        }
    }

    /// The sequencer serves the slot now collecting and none after it. For good.
    function retire() external {
        if (msg.sender != sequencer) revert NotSequencer(msg.sender, sequencer);
        if (!endRole()) revert SequencerRetired(uint32(collecting()), lastSlot);
    }

    /// What is fixed of a slot.
    function sealOf(uint32 slot) external view returns (Seal memory) {
        return sealedSlots[slot];
    }

    /// The key set that covers a slot.
    function keyRangeOf(uint32 slot) public view returns (KeyRange memory range) {
        uint256 run = slot / KEY_SET_SLOTS;
        range = _keyRanges[run];
        if ((range.first == 0 || range.first > slot) && run > 0) range = _keyRanges[run - 1];
        if (range.first == 0 || range.first > slot || slot >= range.first + KEY_SET_SLOTS) {
            revert NoKeyRange(slot);
        }
    }

    /// Key sets are registered near the present, so that one far off cannot block all before it.
    function _mostFirst() private view returns (uint256 first) {
        uint256 now_ = collecting();
        first = (now_ > keysEnd ? now_ : keysEnd) + KEY_SET_HORIZON;
        if (first > MAX_SLOT - KEY_SET_SLOTS) first = MAX_SLOT - KEY_SET_SLOTS;
    }

    /// Makes the slot now collecting the last one, unless an earlier one is.
    function endRole() internal returns (bool ended) {
        uint32 now_ = uint32(collecting());
        ended = now_ < lastSlot;
        if (!ended) return ended;
        lastSlot = now_;
        emit Retired(now_);
    }

    function collecting() internal view returns (uint256) {
        if (block.timestamp < genesisTime) return 1;
        return (block.timestamp - genesisTime) / interval + 1;
    }

    function _checkRising(uint32 slot) private view {
        if (slot <= lastSealed) revert BadSlot(slot, uint256(lastSealed) + 1, MAX_SLOT);
    }

    function _checkSealTime(uint32 slot) private view {
        if (slot > lastSlot) revert SequencerRetired(slot, lastSlot);
        notBefore(closeOf(slot));
        notAfter(deadlineOf(slot));
    }

    function _checkCertificate(bytes calldata signatures, bytes32 digest) private view {
        Certificate.check(signatures, digest, keypers, quorum);
    }

    function _undecided(uint32 slot) private view returns (Seal storage s) {
        s = sealedSlots[slot];
        if (s.kind == SealKind.none) revert NotSealed(slot);
        if (s.count == 0) revert NoEnvelopes(slot);
        if (s.keyState != KeyState.none) revert KeyDecided(slot);
    }

    function _write(uint32 slot, bytes32 root, uint48 inboxEnd, uint16 count, SealKind kind)
        private
        returns (Seal memory s)
    {
        s.root = root;
        s.prev = lastSealed;
        s.inboxEnd = inboxEnd;
        s.sealedAt = uint48(block.timestamp);
        s.count = count;
        s.kind = kind;
        lastSealed = slot;
        sealedSlots[s.prev].next = slot;
        sealedSlots[slot] = s;
    }
}
