// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Messages } from "../../contracts/libraries/Messages.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { KeyRange, KeyState, Seal, SealKind } from "../../contracts/types/Facts.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { Relay } from "./doubles/Relay.sol";

/// Seals: who, when, after what, with which bytes; in the order in which L1 refuses.
contract SealTest is FactsFixture {
    function test_seals_a_certified_slot_with_envelopes() public {
        bytes memory envelopes = bytes.concat(envelope(1, 7), envelope(2, 9));
        bytes32 root = rootOf(envelopes);
        bytes memory signatures = certificate(1, root, 0);
        vm.warp(closeOf(1));
        vm.expectEmit();
        emit IEvents.Sealed(1, 0, 0, 0, root, 2, envelopes, signatures);
        s.seal(1, 0, 0, envelopes, signatures);
        _same(
            s.sealOf(1),
            Seal(root, 0, 0, 0, 0, uint48(block.timestamp), 2, SealKind.certified, KeyState.none)
        );
        assertEq(s.sealOf(0).next, 1);
        assertEq(s.lastSealed(), 1);
        assertEq(s.lastCertified(), 1);
    }

    function test_seals_a_certified_list_without_envelopes() public {
        vm.warp(closeOf(1024));
        s.seal(1024, 0, 0, "", certificate(1024, rootOf(""), 0));
        Seal memory fact = s.sealOf(1024);
        assertEq(fact.count, 0);
        assertEq(fact.root, rootOf(""));
    }

    /// Where key sets end, keypers' bonds may be gone, so nothing that they certify counts.
    function test_refuses_a_certified_list_without_envelopes_outside_of_key_sets() public {
        bytes memory signatures = certificate(1025, rootOf(""), 0);
        vm.warp(closeOf(1025));
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoKeyRange.selector, 1025));
        s.seal(1025, 0, 0, "", signatures);
        vm.warp(closeOf(1025) + SEAL_DELAY + 1);
        s.sealEmpty(1025, 0);
    }

    function test_a_seal_through_another_contract_emits_all_its_bytes() public {
        bytes memory envelopes = envelope(4, 1);
        bytes32 root = rootOf(envelopes);
        bytes memory signatures = certificate(1, root, 0);
        Relay relay = new Relay();
        vm.warp(closeOf(1));
        vm.expectEmit(address(s));
        emit IEvents.Sealed(1, 0, 0, 0, root, 1, envelopes, signatures);
        relay.relay(address(s), abi.encodeCall(ISettlement.seal, (1, 0, 0, envelopes, signatures)));
    }

    /// Everything is wrong at first; each step mends the fault that was reported.
    function test_refuses_in_this_order() public {
        sealEnvelopes(3, 0);
        vm.prank(ALICE);
        s.register{ value: FEE }(SIGNER);
        vm.prank(SEQUENCER);
        s.retire();
        uint32 lastSlot = s.lastSlot();
        assertEq(lastSlot, 4);
        bytes memory bad = hex"00";

        vm.expectRevert(_badSlot(3, 4));
        s.seal(3, 9, 9, bad, bad);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SequencerRetired.selector, 5, 4));
        s.seal(5, 9, 9, bad, bad);
        vm.warp(closeOf(4) - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, closeOf(4))
        );
        s.seal(4, 9, 9, bad, bad);
        vm.warp(closeOf(4) + SEAL_DELAY + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IErrors.TooLate.selector, block.timestamp, closeOf(4) + SEAL_DELAY
            )
        );
        s.seal(4, 9, 9, bad, bad);
        vm.warp(closeOf(4) + SEAL_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongParent.selector, 9, 3));
        s.seal(4, 9, 9, bad, bad);
        vm.expectRevert(abi.encodeWithSelector(IErrors.InboxEndTooHigh.selector, 9, 1));
        s.seal(4, 3, 9, bad, bad);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadBlocks.selector, 0, 0));
        s.seal(4, 3, 1, bad, bad);
        vm.expectRevert(abi.encodeWithSelector(IErrors.CertificateLength.selector, 1, QUORUM * 66));
        s.seal(4, 3, 1, "", bad);
        s.seal(4, 3, 1, "", certificate(4, rootOf(""), 3));
    }

    function test_refuses_slot_0() public {
        vm.expectRevert(_badSlot(0, 1));
        s.seal(0, 0, 0, "", "");
        vm.expectRevert(_badSlot(0, 1));
        s.sealEmpty(0, 0);
    }

    function test_takes_the_last_slot_that_there_is() public {
        uint32 slot = type(uint32).max;
        vm.warp(closeOf(slot) + SEAL_DELAY + 1);
        s.sealEmpty(slot, 0);
        vm.expectRevert(_badSlot(slot, uint256(slot) + 1));
        s.sealEmpty(slot, 0);
    }

    function test_refuses_envelopes_without_a_key_set() public {
        uint32 slot = 1025;
        bytes memory envelopes = envelope(1, 1);
        bytes memory signatures = certificate(slot, rootOf(envelopes), 0);
        vm.warp(closeOf(slot));
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoKeyRange.selector, slot));
        s.seal(slot, 0, 0, envelopes, signatures);
    }

    function test_a_certificate_binds_slot_root_and_parent() public {
        bytes memory signatures = certificate(2, rootOf(""), 0);
        vm.warp(closeOf(2));
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        s.seal(1, 0, 0, "", signatures);
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        s.seal(2, 0, 0, envelope(1, 1), signatures);
        s.seal(2, 0, 0, "", signatures);
        signatures = certificate(3, rootOf(""), 1);
        vm.warp(closeOf(3));
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        s.seal(3, 2, 0, "", signatures);
    }

    function test_a_lost_slot_takes_its_descendants_with_it() public {
        sealEnvelopes(1, 0);
        vm.warp(closeOf(2) + SEAL_DELAY + 1);
        s.sealEmpty(2, 0);
        bytes memory child = certificate(5, rootOf(""), 2);
        bytes memory heir = certificate(5, rootOf(""), 1);
        vm.warp(closeOf(5));
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongParent.selector, 2, 1));
        s.seal(5, 2, 0, "", child);
        s.seal(5, 1, 0, "", heir);
        assertEq(s.sealOf(5).prev, 2, "the trace runs over empty slots");
    }

    function test_takes_in_exactly_the_operations_queued_by_the_cutoff() public {
        uint256 cutoff = closeOf(1) - INBOX_DELAY;
        uint256[4] memory times = [cutoff - 1, cutoff, cutoff + 1, cutoff + 2];
        for (uint256 i = 0; i < 4; ++i) {
            vm.warp(times[i]);
            s.register{ value: FEE }(SIGNER);
        }
        bytes memory signatures = certificate(1, rootOf(""), 0);
        vm.warp(closeOf(1));
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.InboxLeavesOut.selector, 0, times[0], cutoff)
        );
        s.seal(1, 0, 0, "", signatures);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.InboxLeavesOut.selector, 1, times[1], cutoff)
        );
        s.seal(1, 0, 1, "", signatures);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.InboxTakesLate.selector, 2, times[2], cutoff)
        );
        s.seal(1, 0, 3, "", signatures);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.InboxTakesLate.selector, 3, times[3], cutoff)
        );
        s.seal(1, 0, 4, "", signatures);
        vm.expectRevert(abi.encodeWithSelector(IErrors.InboxEndTooHigh.selector, 5, 4));
        s.seal(1, 0, 5, "", signatures);
        s.seal(1, 0, 2, "", signatures);
        assertEq(s.sealOf(1).inboxEnd, 2);
    }

    /// Whatever the queue, exactly one end is right.
    function testFuzz_one_inbox_end_is_right(uint8[6] memory gaps, uint8 delay) public {
        uint256[] memory times = new uint256[](6);
        vm.warp(closeOf(1) - 40);
        for (uint256 i = 0; i < 6; ++i) {
            vm.warp(block.timestamp + gaps[i] % 12);
            times[i] = block.timestamp;
            s.register{ value: FEE }(SIGNER);
        }
        uint256 slot = 1;
        while (closeOf(slot) < block.timestamp) ++slot;
        slot += delay % 2;
        uint256 right = 0;
        while (right < 6 && times[right] <= closeOf(slot) - INBOX_DELAY) ++right;
        vm.warp(closeOf(slot) + SEAL_DELAY + 1);
        for (uint48 end = 0; end <= 7; ++end) {
            if (end == right) continue;
            vm.expectRevert();
            s.sealEmpty(uint32(slot), end);
        }
        s.sealEmpty(uint32(slot), uint48(right));
    }

    // ---- sealEmpty

    function test_seals_empty_after_the_deadline_only() public {
        vm.warp(closeOf(1) + SEAL_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, block.timestamp + 1)
        );
        s.sealEmpty(1, 0);
        vm.warp(block.timestamp + 1);
        vm.expectEmit();
        emit IEvents.EmptySealed(1, 0, 0);
        s.sealEmpty(1, 0);
        _same(
            s.sealOf(1),
            Seal(rootOf(""), 0, 0, 0, 0, uint48(block.timestamp), 0, SealKind.empty, KeyState.none)
        );
        assertEq(s.lastCertified(), 0, "nobody's parent");
        vm.expectRevert(_badSlot(1, 2));
        s.sealEmpty(1, 0);
    }

    // ---- retire

    function test_retire_is_the_sequencers_and_for_good() public {
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.NotSequencer.selector, address(this), SEQUENCER)
        );
        s.retire();
        vm.warp(closeOf(3));
        vm.expectEmit();
        emit IEvents.Retired(4);
        vm.prank(SEQUENCER);
        s.retire();
        vm.warp(closeOf(9));
        vm.prank(SEQUENCER);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SequencerRetired.selector, 10, 4));
        s.retire();
        vm.warp(closeOf(9) + SEAL_DELAY + 1);
        s.sealEmpty(9, 0);
    }

    function _badSlot(uint256 given, uint256 least) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IErrors.BadSlot.selector, given, least, type(uint32).max);
    }

    function _same(Seal memory given, Seal memory expected) private pure {
        assertEq(abi.encode(given), abi.encode(expected));
    }
}

contract KeySetTest is FactsFixture {
    function test_registers_before_the_first_slot_opens() public {
        uint32 first = 1100;
        bytes32 root = keccak256("root");
        bytes memory signatures = signed(Messages.keySet(s.domainSeparator(), first, root));
        vm.warp(closeOf(first - 1) - 1);
        vm.expectEmit();
        emit IEvents.KeySetRegistered(first, root, signatures);
        s.registerKeySet(first, root, signatures);
        assertEq(s.keysEnd(), first + 1024);
    }

    function test_refuses_in_this_order() public {
        uint32 first = 1024;
        bytes memory bad = "";
        uint256 most = 1025 + 16 * 1024;
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadSlot.selector, 1024, 1025, most));
        s.registerKeySet(first, 0, bad);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadSlot.selector, most + 1, 1025, most));
        s.registerKeySet(uint32(most + 1), 0, bad);
        first = 1025;
        vm.warp(closeOf(first - 1));
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.TooLate.selector, block.timestamp, block.timestamp - 1)
        );
        s.registerKeySet(first, 0, bad);
        first = 1026;
        vm.expectRevert(abi.encodeWithSelector(IErrors.CertificateLength.selector, 0, QUORUM * 66));
        s.registerKeySet(first, 0, bad);
        bytes memory other = signed(Messages.keySet(s.domainSeparator(), first, "other"));
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        s.registerKeySet(first, 0, other);
    }

    /// However far the registered keys reach, the next set never wraps round, and one far off never blocks those before.
    function test_reaches_a_horizon_and_never_past_the_last_slot() public {
        uint256 last = type(uint32).max;
        uint32 first = uint32(last - 1024);
        vm.warp(closeOf(first - 10));
        _register(first);
        assertEq(s.keysEnd(), last);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadSlot.selector, last, last, last - 1024));
        s.registerKeySet(uint32(last), 0, "");
    }

    function test_needs_all_bonds() public {
        s = this.deploy(deployment(), address(challenger), GENESIS_ROOT);
        bytes memory signatures = signed(Messages.keySet(s.domainSeparator(), 1, "root"));
        _missing(Role.sequencer, SEQUENCER, signatures);
        s.postBond{ value: BOND }(Role.sequencer, SEQUENCER);
        for (uint256 i = 0; i < KEYPERS; ++i) {
            _missing(Role.keyper, vm.addr(keyperKeys[i]), signatures);
            s.postBond{ value: BOND }(Role.keyper, vm.addr(keyperKeys[i]));
        }
        s.registerKeySet(1, "root", signatures);
    }

    function test_a_signature_for_another_settlement_is_refused() public {
        bytes memory signatures = signed(Messages.keySet(s.domainSeparator(), 1, "root"));
        s = this.deploy(deployment(), address(challenger), GENESIS_ROOT);
        postBonds();
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        s.registerKeySet(1, "root", signatures);
    }

    /// Ranges that begin anywhere: every slot is found in its own, and the gaps in none.
    function testFuzz_finds_the_range_of_a_slot(uint16[4] memory gaps) public {
        uint32[5] memory firsts;
        firsts[0] = 1;
        for (uint256 i = 1; i < 5; ++i) {
            firsts[i] = firsts[i - 1] + 1024 + gaps[i - 1] % 3000;
            bytes32 root = bytes32(i);
            s.registerKeySet(
                firsts[i], root, signed(Messages.keySet(s.domainSeparator(), firsts[i], root))
            );
        }
        for (uint256 i = 0; i < 5; ++i) {
            _covered(firsts[i], firsts[i]);
            _covered(firsts[i] + 500, firsts[i]);
            _covered(firsts[i] + 1023, firsts[i]);
            if (i > 0 && firsts[i] > firsts[i - 1] + 1024) {
                _uncovered(firsts[i] - 1);
                _uncovered(firsts[i - 1] + 1024);
            }
        }
        _uncovered(0);
        _uncovered(firsts[4] + 1024);
        _uncovered(type(uint32).max);
    }

    function _covered(uint32 slot, uint32 first) private view {
        assertEq(s.keyRangeOf(slot).first, first);
    }

    function _uncovered(uint32 slot) private {
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoKeyRange.selector, slot));
        s.keyRangeOf(slot);
    }

    function _register(uint32 first) private {
        s.registerKeySet(first, "root", signed(Messages.keySet(s.domainSeparator(), first, "root")));
    }

    function _missing(Role role, address party, bytes memory signatures) private {
        vm.expectRevert(abi.encodeWithSelector(IErrors.BondMissing.selector, role, party, 0, BOND));
        s.registerKeySet(1, "root", signatures);
    }
}

contract RevealTest is FactsFixture {
    function test_reveals_a_key_of_the_registered_set() public {
        sealEnvelopes(2, 0);
        bytes32[] memory proof = keyProof(2);
        vm.expectEmit();
        emit IEvents.Revealed(2, keyOf(2), shareAddresses(2), proof);
        s.reveal(2, keyOf(2), shareAddresses(2), proof);
        assertEq(s.sealOf(2).key, keyOf(2));
        assertTrue(s.sealOf(2).keyState == KeyState.revealed);
    }

    function test_refuses_in_this_order() public {
        bytes32[] memory none;
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotSealed.selector, 2));
        s.reveal(2, 0, "", none);
        sealWithout(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoEnvelopes.selector, 1));
        s.reveal(1, 0, "", none);
        sealEnvelopes(2, 1);
        uint256 deadline = block.timestamp + REVEAL_DELAY;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooLate.selector, deadline + 1, deadline));
        s.reveal(2, 0, "", none);
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadScalar.selector, 0));
        s.reveal(2, 0, "", none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadScalar.selector, n));
        s.reveal(2, bytes32(n), "", none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SharesLength.selector, 0, 80));
        s.reveal(2, keyOf(2), "", none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 10));
        s.reveal(2, keyOf(2), shareAddresses(2), none);
        bytes32[] memory proof = keyProof(2);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.reveal(2, keyOf(3), shareAddresses(2), proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.reveal(2, keyOf(2), shareAddresses(3), proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.reveal(2, keyOf(2), shareAddresses(2), keyProof(3));
        s.reveal(2, keyOf(2), shareAddresses(2), proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.KeyDecided.selector, 2));
        s.reveal(2, 0, "", none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.KeyDecided.selector, 2));
        s.void(2);
    }

    function test_refuses_every_other_length_of_proof() public {
        sealEnvelopes(2, 0);
        for (uint256 length = 0; length <= 20; ++length) {
            if (length == 10) continue;
            vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, length, 10));
            s.reveal(2, keyOf(2), shareAddresses(2), new bytes32[](length));
        }
    }

    function test_void_burns_the_keypers_bonds() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotSealed.selector, 2));
        s.void(2);
        sealEnvelopes(2, 0);
        vm.warp(block.timestamp + REVEAL_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, block.timestamp + 1)
        );
        s.void(2);
        vm.warp(block.timestamp + 1);
        vm.expectEmit();
        emit IEvents.Voided(2);
        s.void(2);
        assertTrue(s.sealOf(2).keyState == KeyState.voided);
        assertEq(s.owed(address(0)), KEYPERS * BOND);
        for (uint256 i = 0; i < KEYPERS; ++i) {
            assertEq(s.bondOf(Role.keyper, vm.addr(keyperKeys[i])), 0);
        }
        assertEq(s.bondOf(Role.sequencer, SEQUENCER), BOND);
        vm.expectRevert(abi.encodeWithSelector(IErrors.KeyDecided.selector, 2));
        s.reveal(2, keyOf(2), "", new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(IErrors.KeyDecided.selector, 2));
        s.void(2);
    }
}
