// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { ClaimsFixture } from "./ClaimsFixture.sol";

contract BondsTest is ClaimsFixture {
    function test_post_refuses_in_this_order() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotSequencer.selector, ALICE, SEQUENCER));
        s.postBond(Role.sequencer, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotKeyper.selector, ALICE));
        s.postBond(Role.keyper, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BondStands.selector, Role.claimant, BOB));
        s.postBond(Role.claimant, BOB);
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, BOND - 1, BOND));
        s.postBond{ value: BOND - 1 }(Role.claimant, ALICE);
        vm.expectEmit();
        emit IEvents.BondPosted(Role.claimant, ALICE, BOND);
        s.postBond{ value: BOND }(Role.claimant, ALICE);
        assertEq(s.bondOf(Role.claimant, ALICE), BOND);
    }

    function test_a_role_has_its_own_amount() public view {
        assertEq(s.bondRequired(Role.sequencer), BOND);
        assertEq(s.bondRequired(Role.keyper), BOND);
        assertEq(s.bondRequired(Role.claimant), BOND);
    }

    function test_release_needs_a_bond() public {
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.BondMissing.selector, Role.claimant, ALICE, 0, BOND)
        );
        vm.prank(ALICE);
        s.releaseBond(Role.claimant);
    }

    function test_a_claimant_who_never_claimed_gets_it_back() public {
        uint256 before = CAROL.balance;
        vm.expectEmit();
        emit IEvents.BondReleased(Role.claimant, CAROL, BOND);
        vm.prank(CAROL);
        s.releaseBond(Role.claimant);
        assertEq(CAROL.balance - before, BOND);
    }

    function test_a_claimants_bond_is_locked_until_its_newest_claim_is_final() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimAs(CAROL, one, stateAt(2));
        vm.warp(block.timestamp + WINDOW);
        _locked(BOB, Role.claimant, 0, 1);
        s.finalise(one);
        vm.prank(BOB);
        s.releaseBond(Role.claimant);
        _locked(CAROL, Role.claimant, 1, 2);
        s.finalise(two);
        vm.prank(CAROL);
        s.releaseBond(Role.claimant);
    }

    /// A claim that died with the one below it frees nothing by itself.
    function test_a_dead_claim_frees_no_bond() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        claimAs(CAROL, one, stateAt(2));
        challenger.kill(s, one, ALICE);
        vm.warp(block.timestamp + WINDOW);
        _locked(CAROL, Role.claimant, 0, 2);
        bondClaimant(ALICE);
        Claim memory c = claimAs(ALICE, claimAs(ALICE, genesisClaim(), stateAt(1)), stateAt(2));
        vm.warp(block.timestamp + WINDOW);
        s.finalise(c);
        vm.prank(CAROL);
        s.releaseBond(Role.claimant);
    }

    function test_keypers_are_free_when_their_keys_have_ended_and_all_is_final() public {
        address keyper = vm.addr(keyperKeys[0]);
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(3));
        uint256 end = closeOf(1024) + SEAL_DELAY + WINDOW;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, end, end + 1));
        vm.prank(keyper);
        s.releaseBond(Role.keyper);
        vm.warp(end + 1);
        _locked(keyper, Role.keyper, 0, 3);
        s.finalise(c);
        vm.prank(keyper);
        s.releaseBond(Role.keyper);
        assertEq(keyper.balance, BOND);
    }

    function test_the_sequencer_is_free_when_it_has_retired_and_all_is_final() public {
        vm.warp(closeOf(4000));
        vm.expectRevert(IErrors.NotRetired.selector);
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        vm.prank(SEQUENCER);
        s.retire();
        uint256 end = closeOf(4001) + SEAL_DELAY + WINDOW;
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, block.timestamp, end + 1));
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        vm.warp(end + 1);
        _locked(SEQUENCER, Role.sequencer, 0, 3);
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(3));
        vm.warp(block.timestamp + WINDOW);
        s.finalise(c);
        vm.prank(SEQUENCER);
        s.releaseBond(Role.sequencer);
        assertEq(SEQUENCER.balance, BOND);
    }

    function test_keypers_are_free_when_the_sequencer_has_retired_though_their_keys_go_on() public {
        vm.prank(SEQUENCER);
        s.retire();
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(3));
        vm.warp(closeOf(s.lastSlot()) + SEAL_DELAY + WINDOW + 1);
        s.finalise(c);
        vm.prank(vm.addr(keyperKeys[0]));
        s.releaseBond(Role.keyper);
    }

    function test_rewards_are_collected_by_pull() public {
        challenger.kill(s, claimAs(BOB, genesisClaim(), stateAt(1)), CAROL);
        vm.prank(CAROL);
        s.collect();
        assertEq(CAROL.balance, BOND / 2);
    }

    function _locked(address party, Role role, uint256 finalised, uint256 expected) private {
        vm.expectRevert(abi.encodeWithSelector(IErrors.BondLocked.selector, finalised, expected));
        vm.prank(party);
        s.releaseBond(role);
    }
}
