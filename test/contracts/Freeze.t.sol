// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { KeyState, SealKind } from "../../contracts/types/Facts.sol";
import { ClaimsFixture } from "./ClaimsFixture.sol";

/// When the exchange may be frozen, what stops then and what goes on. Slots 1 to 3 are sealed and opened, none is final.
contract FreezeTest is ClaimsFixture {
    function test_nothing_overdue() public {
        _finaliseAll();
        vm.warp(block.timestamp + 10 * FREEZE_DELAY);
        vm.expectRevert(IErrors.NothingOverdue.selector);
        s.freeze();
        assertEq(s.frozenAt(), 0);
    }

    function test_an_operation_that_no_slot_takes_in() public {
        _finaliseAll();
        _register();
        uint256 since = block.timestamp;
        vm.warp(since + 1);
        _register();
        _frozenAfter(since + FREEZE_DELAY + 1);
    }

    /// Before genesis no slot can close, so the time that counts begins there.
    function test_an_operation_queued_before_genesis() public {
        vm.warp(START);
        s = this.deploy(deployment(), address(challenger), GENESIS_ROOT);
        _register();
        _frozenAfter(GENESIS + FREEZE_DELAY + 1);
    }

    function test_a_seal_ends_the_waiting_of_what_it_takes_in() public {
        _finaliseAll();
        _register();
        uint256 since = block.timestamp;
        vm.warp(since + FREEZE_DELAY);
        uint32 slot = _closed() - 4;
        s.sealEmpty(slot, dueAt(slot));
        assertEq(s.sealOf(slot).inboxEnd, 1);
        // Now it is the slot that waits.
        _frozenAfter(since + 2 * FREEZE_DELAY + 1);
    }

    function test_the_oldest_sealed_slot_that_is_not_final() public {
        uint256 first = s.sealOf(1).sealedAt;
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(1));
        vm.warp(first + FREEZE_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, block.timestamp + 1)
        );
        s.freeze();
        s.finalise(c);
        _frozenAfter(s.sealOf(2).sealedAt + FREEZE_DELAY + 1);
    }

    function test_the_older_of_both_counts() public {
        vm.warp(block.timestamp + 5);
        _register();
        _frozenAfter(s.sealOf(1).sealedAt + FREEZE_DELAY + 1);
    }

    function test_is_for_good() public {
        _freeze();
        uint48 since = s.frozenAt();
        _finaliseAll();
        vm.expectRevert(abi.encodeWithSelector(IErrors.FrozenSince.selector, since));
        s.freeze();
        assertEq(s.frozenAt(), since);
    }

    function test_nothing_is_queued_any_more() public {
        _register();
        _freeze();
        bytes memory stopped = abi.encodeWithSelector(IErrors.FrozenSince.selector, s.frozenAt());
        vm.startPrank(ALICE);
        vm.expectRevert(stopped);
        s.register{ value: FEE }(SIGNER);
        vm.expectRevert(stopped);
        s.setSigner(1, SIGNER);
        vm.expectRevert(stopped);
        s.deposit{ value: SCALE }(1, ETH, SCALE);
        vm.expectRevert(stopped);
        s.forcedCancel(1, 0, 0, 1, 0);
        vm.expectRevert(stopped);
        s.forcedWithdraw(1, ETH, 1);
        vm.stopPrank();
        assertEq(s.inboxLength(), 1);
    }

    function test_no_slot_is_sealed_that_had_not_closed_and_none_empty() public {
        _freeze();
        uint32 last = _closed();
        assertEq(s.lastSlot(), last);
        vm.warp(closeOf(last + 1));
        vm.expectRevert(abi.encodeWithSelector(IErrors.SequencerRetired.selector, last + 1, last));
        s.seal(last + 1, 3, 0, "", "");
        vm.warp(closeOf(last) + SEAL_DELAY + 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.FrozenSince.selector, s.frozenAt()));
        s.sealEmpty(last, 0);
    }

    function test_a_certified_slot_that_had_closed_is_sealed_until_its_deadline() public {
        _freeze();
        uint32 last = s.lastSlot();
        vm.warp(closeOf(last - 1) + SEAL_DELAY);
        sealWithout(last - 1, 3);
        vm.warp(closeOf(last) + SEAL_DELAY);
        sealWithout(last, last - 1);
        assertTrue(s.sealOf(last).kind == SealKind.certified);
    }

    function test_a_sealed_slot_is_still_decided() public {
        vm.warp(s.sealOf(1).sealedAt + FREEZE_DELAY - 10);
        uint32 slot = _closed();
        sealEnvelopes(slot, 3);
        _freeze();
        vm.warp(s.sealOf(slot).sealedAt + REVEAL_DELAY + 1);
        s.void(slot);
        assertTrue(s.sealOf(slot).keyState == KeyState.voided);
    }

    function test_claims_kills_and_finality_go_on() public {
        _freeze();
        Claim memory wrong = claimAs(BOB, genesisClaim(), stateAt(1));
        challenger.kill(s, wrong, ALICE);
        Claim memory c = claimAs(CAROL, genesisClaim(), stateAt(2));
        vm.warp(block.timestamp + WINDOW);
        s.finalise(c);
        assertEq(s.finalisedSlot(), 2);
    }

    function test_the_last_slot_never_rises() public {
        vm.prank(SEQUENCER);
        s.retire();
        uint32 last = s.lastSlot();
        _freeze();
        assertEq(s.lastSlot(), last);
    }

    function test_the_sequencer_cannot_retire_later() public {
        _freeze();
        uint32 last = s.lastSlot();
        vm.expectRevert(abi.encodeWithSelector(IErrors.SequencerRetired.selector, last + 1, last));
        vm.prank(SEQUENCER);
        s.retire();
    }

    function test_bonds_are_released_under_the_same_rules() public {
        _freeze();
        uint256 end = closeOf(s.lastSlot()) + SEAL_DELAY + WINDOW;
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, end + 1));
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BondLocked.selector, 0, 3));
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        _finaliseAll();
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        vm.prank(vm.addr(keyperKeys[0]));
        s.releaseBond(Role.keyper);
        vm.prank(BOB);
        s.releaseBond(Role.claimant);
    }

    // ---- Help

    function _register() private {
        vm.prank(ALICE);
        s.register{ value: FEE }(SIGNER);
    }

    function _finaliseAll() private {
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(3));
        vm.warp(block.timestamp + WINDOW);
        s.finalise(c);
    }

    function _freeze() private {
        vm.warp(s.sealOf(1).sealedAt + FREEZE_DELAY + 1);
        s.freeze();
    }

    function _frozenAfter(uint256 least) private {
        vm.warp(least - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, least - 1, least));
        s.freeze();
        vm.warp(least);
        vm.expectEmit();
        emit IEvents.Frozen(_closed());
        vm.prank(CAROL);
        s.freeze();
        assertEq(s.frozenAt(), least);
    }

    /// The last slot that has closed.
    function _closed() private view returns (uint32) {
        return uint32((block.timestamp - GENESIS) / INTERVAL);
    }
}
