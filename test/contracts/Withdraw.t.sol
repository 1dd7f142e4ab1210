// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { Deployment } from "../../contracts/types/Deployment.sol";
import { Fixture } from "./Fixture.sol";
import { StateDouble } from "./StateDouble.sol";
import { NoReturnToken } from "./doubles/NoReturnToken.sol";
import { ReentrantToken } from "./doubles/ReentrantToken.sol";
import { Relay } from "./doubles/Relay.sol";
import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract WithdrawTest is Fixture {
    Claim private last;
    uint32 private slot;

    function setUp() public override {
        super.setUp();
        vm.prank(ALICE);
        s.register{ value: FEE }(SIGNER);
        token.mint(address(this), 1000 * SCALE);
        token.approve(address(s), type(uint256).max);
        s.deposit{ value: 1000 * SCALE }(1, ETH, 1000 * SCALE);
        s.deposit(1, TOKEN, 1000 * SCALE);
        bondClaimant(BOB);
        last = genesisClaim();
    }

    function test_pays_the_owner_the_difference_once() public {
        StateDouble.State memory state = _final(s, 1, ETH, 300);
        uint256 before = ALICE.balance;
        vm.expectEmit();
        emit IEvents.Withdrawn(1, ETH, ALICE, 300);
        vm.prank(BOB);
        _withdraw(s, state);
        assertEq(ALICE.balance - before, 300 * SCALE);
        assertEq(s.escrow(ETH), 700);

        vm.expectRevert(abi.encodeWithSelector(IErrors.NothingToPay.selector, 300, 300));
        _withdraw(s, state);

        _withdraw(s, _final(s, 1, ETH, 1000));
        assertEq(ALICE.balance - before, 1000 * SCALE);
        assertEq(s.escrow(ETH), 0);
        (uint64 total, uint48 claimIndex) = s.paid(1, ETH);
        assertEq(total, 1000);
        assertEq(claimIndex, 2);
    }

    function test_pays_a_token() public {
        _withdraw(s, _final(s, 1, TOKEN, 10));
        assertEq(token.balanceOf(ALICE), 10 * SCALE);
        assertEq(s.escrow(TOKEN), 990);
    }

    function test_pays_from_an_older_root_if_none_newer_was_used() public {
        StateDouble.State memory older = _final(s, 1, ETH, 100);
        StateDouble.State memory newer = _final(s, 1, ETH, 150);
        _withdraw(s, older);
        assertEq(s.escrow(ETH), 900);
        _withdraw(s, newer);
        assertEq(s.escrow(ETH), 850);
        vm.expectRevert(abi.encodeWithSelector(IErrors.StaleRoot.selector, 1, 2));
        _withdraw(s, older);
    }

    function test_refuses_in_this_order() public {
        StateDouble.State memory state = _final(s, 1, ETH, 300);
        bytes32 root = state.root;
        bytes32[] memory proof = state.balanceProof;

        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 2, 2));
        s.withdraw(2, 2, 0, 0, proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedAsset.selector, 2, 2));
        s.withdraw(1, 2, 0, 0, proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.RootNotFinal.selector, bytes32(0)));
        s.withdraw(1, ETH, 0, 0, proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 33));
        s.withdraw(1, ETH, root, 0, new bytes32[](0));
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.withdraw(1, ETH, root, 0, proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.withdraw(0, ETH, root, state.balance, proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.withdraw(1, TOKEN, root, state.balance, proof);
        s.withdraw(1, ETH, root, state.balance, proof);
    }

    function test_refuses_every_other_length_of_proof() public {
        StateDouble.State memory state = _final(s, 1, ETH, 300);
        bytes32 root = state.root;
        for (uint256 length = 0; length <= 66; ++length) {
            if (length == 33) continue;
            bytes32[] memory proof = new bytes32[](length);
            for (uint256 i = 0; i < length; ++i) {
                proof[i] = state.balanceProof[i % 33];
            }
            vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, length, 33));
            s.withdraw(1, ETH, root, state.balance, proof);
        }
    }

    function test_counts_modulo_2_64() public {
        // The trace counted up to the top, paid in steps; then it wraps.
        StateDouble.State memory state = _final(s, 1, ETH, 2);
        _withdraw(s, state);
        uint64 nearTop = type(uint64).max - 4;
        StateDouble.State memory high = _final(s, 1, ETH, nearTop);
        vm.expectRevert(abi.encodeWithSelector(IErrors.MoreThanEscrow.selector, nearTop - 2, 998));
        _withdraw(s, high);

        vm.record();
        s.paid(1, ETH);
        (bytes32[] memory slots,) = vm.accesses(address(s));
        vm.store(address(s), slots[0], bytes32(uint256(nearTop)));
        _withdraw(s, _final(s, 1, ETH, 5));
        assertEq(s.escrow(ETH), 998 - 10, "5 - (2^64 - 5) = 10");
    }

    function test_never_pays_more_than_the_escrow() public {
        StateDouble.State memory state = _final(s, 1, ETH, 1001);
        vm.expectRevert(abi.encodeWithSelector(IErrors.MoreThanEscrow.selector, 1001, 1000));
        _withdraw(s, state);
    }

    function test_a_root_that_is_claimed_but_not_final_pays_nothing() public {
        StateDouble.State memory state = _claimed(s, 1, ETH, 300);
        bytes32 root = state.root;
        assertFalse(s.isFinalRoot(root));
        vm.expectRevert(abi.encodeWithSelector(IErrors.RootNotFinal.selector, root));
        _withdraw(s, state);
        challenger.kill(s, last, address(0));
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IErrors.RootNotFinal.selector, root));
        _withdraw(s, state);
    }

    function test_an_owner_that_refuses_eth_only_stops_itself() public {
        Relay relay = new Relay();
        relay.relay{ value: FEE }(address(s), abi.encodeCall(ISettlement.register, (SIGNER)));
        relay.refuse(true);
        StateDouble.State memory state = _final(s, 2, ETH, 5);
        vm.expectRevert(abi.encodeWithSelector(Relay.Refused.selector, 5 * SCALE));
        _withdraw(s, state);
        _withdraw(s, _final(s, 1, ETH, 5));
        relay.refuse(false);
        _withdraw(s, state);
        assertEq(address(relay).balance, 5 * SCALE);
    }

    function test_a_token_that_returns_nothing_is_paid() public {
        NoReturnToken silent = new NoReturnToken();
        ISettlement t = _with(address(silent));
        silent.mint(address(this), 10 * SCALE);
        silent.approve(address(t), 10 * SCALE);
        t.deposit(1, TOKEN, 10 * SCALE);
        _withdraw(t, _final(t, 1, TOKEN, 4));
        assertEq(silent.balanceOf(ALICE), 4 * SCALE);
    }

    function test_cannot_be_entered_twice() public {
        ReentrantToken again = new ReentrantToken();
        ISettlement t = _with(address(again));
        again.mint(address(this), 10 * SCALE);
        again.approve(address(t), type(uint256).max);
        t.deposit(1, TOKEN, 10 * SCALE);
        StateDouble.State memory state = _final(t, 1, TOKEN, 4);
        again.arm(
            address(t),
            abi.encodeCall(
                ISettlement.withdraw, (1, TOKEN, state.root, state.balance, state.balanceProof)
            )
        );
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        _withdraw(t, state);
        again.arm(address(0), "");
        _withdraw(t, state);
        assertEq(again.balanceOf(ALICE), 4 * SCALE);
    }

    /// forge-config: default.fuzz.runs = 48
    /// Any rising sequence of totals is paid to the last unit, whichever of its roots are used.
    function testFuzz_pays_totals(uint8[10] memory steps, bool[10] memory uses) public {
        uint64 total;
        uint64 paid;
        for (uint256 i = 0; i < steps.length; ++i) {
            total += uint64(bound(steps[i], 0, 100));
            StateDouble.State memory state = _final(s, 1, TOKEN, total);
            if (!uses[i] || total == paid) continue;
            _withdraw(s, state);
            paid = total;
            assertEq(token.balanceOf(ALICE), paid * SCALE);
            assertEq(s.escrow(TOKEN), 1000 - paid);
        }
    }

    function testFuzz_no_other_leaf_is_paid(bytes32 leaf, uint256 place, bytes32 sibling) public {
        StateDouble.State memory state = _final(s, 1, ETH, 300);
        bytes32[] memory proof = state.balanceProof;
        vm.assume(leaf != state.balance);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.withdraw(1, ETH, state.root, leaf, proof);
        place = bound(place, 0, 32);
        vm.assume(proof[place] != sibling);
        proof[place] = sibling;
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.withdraw(1, ETH, state.root, state.balance, proof);
    }

    // ---- Help

    function _withdraw(ISettlement t, StateDouble.State memory state) private {
        bytes32 root = state.root;
        bytes32[] memory proof = state.balanceProof;
        t.withdraw(state.account, state.asset, root, state.balance, proof);
    }

    /// A claim at Start after an empty slot, whose state says that the account withdrew so much.
    function _claimed(ISettlement t, uint32 account, uint8 asset, uint64 withdrawn)
        private
        returns (StateDouble.State memory state)
    {
        ISettlement before = s;
        s = t;
        ++slot;
        vm.warp(
            block.timestamp > closeOf(slot) + SEAL_DELAY
                ? block.timestamp
                : closeOf(slot) + SEAL_DELAY + 1
        );
        t.sealEmpty(slot, _due(t, closeOf(slot) - INBOX_DELAY));
        state = StateDouble.withBalance(
            slot, 0, account, asset, 1, withdrawn, keccak256(abi.encode(slot))
        );
        last = claimAs(BOB, last, state);
        s = before;
    }

    function _final(ISettlement t, uint32 account, uint8 asset, uint64 withdrawn)
        private
        returns (StateDouble.State memory state)
    {
        state = _claimed(t, account, asset, withdrawn);
        vm.warp(block.timestamp + WINDOW);
        t.finalise(last);
    }

    function _due(ISettlement t, uint256 cutoff) private view returns (uint48 end) {
        while (end < t.inboxLength() && uint48(uint256(t.inboxWord(end))) <= cutoff) ++end;
    }

    function _with(address other) private returns (ISettlement t) {
        Deployment memory d = deployment();
        d.assets[TOKEN].token = other;
        t = this.deploy(d, address(challenger), GENESIS_ROOT);
        vm.prank(ALICE);
        t.register{ value: FEE }(SIGNER);
        t.postBond{ value: BOND }(Role.claimant, BOB);
        last = genesisClaim();
        slot = 0;
    }
}
