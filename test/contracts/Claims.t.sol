// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { ClaimsFixture } from "./ClaimsFixture.sol";
import { StateDouble } from "./StateDouble.sol";
import { Relay } from "./doubles/Relay.sol";

contract ClaimTest is ClaimsFixture {
    function test_extends_the_chain_and_tells_all_of_it() public {
        StateDouble.State memory state = stateAt(1);
        bytes memory chunks = bytes.concat(chunk("first", hex"0102"), chunk(state.root, hex"03"));
        Claim memory c = next(BOB, genesisClaim(), state, chunks);
        assertEq(c.chunkCount, 2);
        vm.expectEmit();
        emit IEvents.Claimed(
            1, BOB, keccak256(abi.encode(c)), c, chunks, state.cursor, state.cursorProof
        );
        vm.prank(BOB);
        s.claim(genesisClaim(), chunks, state.cursor, state.cursorProof);
        assertEq(s.tip(), 1);
        assertEq(s.claimHash(1), keccak256(abi.encode(c)));
        assertEq(s.lastClaimOf(BOB), 1);
        c = claimAs(CAROL, c, stateAt(3));
        assertEq(s.tip(), 2, "one claim may span slots");
    }

    function test_a_claim_through_another_contract_is_that_contracts_and_emits_all() public {
        Relay relay = new Relay();
        bondClaimant(address(relay));
        StateDouble.State memory state = stateAt(1);
        bytes memory chunks = chunk(state.root, "");
        Claim memory c = next(address(relay), genesisClaim(), state, chunks);
        vm.expectEmit(address(s));
        emit IEvents.Claimed(
            1, address(relay), keccak256(abi.encode(c)), c, chunks, state.cursor, state.cursorProof
        );
        relay.relay(
            address(s),
            abi.encodeCall(
                ISettlement.claim, (genesisClaim(), chunks, state.cursor, state.cursorProof)
            )
        );
    }

    /// Everything is wrong at first; each step mends the fault that was reported.
    function test_refuses_in_this_order() public {
        bytes32[] memory none;
        Claim memory first = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory parent = first;
        parent.slot = 77;
        parent.index = 5;

        vm.expectRevert(
            abi.encodeWithSelector(IErrors.BondMissing.selector, Role.claimant, ALICE, 0, BOND)
        );
        vm.prank(ALICE);
        s.claim(parent, "", 0, none);
        vm.startPrank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 5, 1));
        s.claim(parent, "", 0, none);
        parent.index = 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IErrors.StaleClaim.selector, keccak256(abi.encode(parent)), s.claimHash(1)
            )
        );
        s.claim(parent, "", 0, none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 0, 1));
        s.claim(genesisClaim(), "", 0, none);
        parent.slot = 1;
        vm.expectRevert(IErrors.NoChunks.selector);
        s.claim(parent, "", 0, none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooManyBytes.selector, 100_001, 100_000));
        s.claim(parent, new bytes(100_001), 0, none);
        StateDouble.State memory state = StateDouble.make(1, FILLING, "x");
        bytes memory chunks = chunk(state.root, "");
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 5));
        s.claim(parent, chunks, 0, none);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.claim(parent, chunks, 0, state.cursorProof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimTooShort.selector, 1, 34));
        s.claim(parent, chunks, state.cursor, state.cursorProof);
        _refusedAt(
            parent, 1, abi.encodeWithSelector(IErrors.BadSlot.selector, 1, 2, type(uint32).max)
        );
        _refusedAt(parent, 4, abi.encodeWithSelector(IErrors.NotSealed.selector, 4));
        vm.stopPrank();
        sealEnvelopes(4, 3);
        vm.startPrank(BOB);
        _refusedAt(parent, 4, abi.encodeWithSelector(IErrors.SlotUndecided.selector, 4));
        vm.stopPrank();
        reveal(4);
        claimAs(BOB, parent, stateAt(4));
    }

    function test_refuses_every_other_length_of_proof() public {
        StateDouble.State memory state = stateAt(1);
        bytes memory chunks = chunk(state.root, "");
        for (uint256 length = 0; length <= 10; ++length) {
            if (length == 5) continue;
            bytes32[] memory proof = new bytes32[](length);
            for (uint256 i = 0; i < length; ++i) {
                proof[i] = state.cursorProof[i % 5];
            }
            vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, length, 5));
            vm.prank(BOB);
            s.claim(genesisClaim(), chunks, state.cursor, proof);
        }
    }

    function test_slots_decided_by_void_or_without_envelopes_may_be_claimed() public {
        sealWithout(4, 3);
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(4));
        sealEnvelopes(5, 4);
        vm.warp(block.timestamp + REVEAL_DELAY + 1);
        s.void(5);
        c = claimAs(BOB, c, stateAt(5));
        vm.warp(closeOf(6) + SEAL_DELAY + 1);
        s.sealEmpty(6, 0);
        claimAs(BOB, c, stateAt(6));
    }

    function test_an_unfinished_claim_has_1000_chunks_or_90000_bytes() public {
        StateDouble.State memory state = StateDouble.make(1, FILLING, "x");
        bytes memory chunks = many(998, state.root);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimTooShort.selector, 999, chunks.length));
        _claim(chunks, state);
        _claim(many(999, state.root), state);

        challenger.kill(s, next(BOB, genesisClaim(), state, many(999, state.root)), address(0));
        bondClaimant(BOB);
        // 400 chunks of 225 bytes: 90,000.
        chunks = "";
        for (uint256 i = 0; i < 399; ++i) {
            chunks = bytes.concat(chunks, chunk(bytes32(i), new bytes(191)));
        }
        bytes memory enough = bytes.concat(chunks, chunk(state.root, new bytes(191)));
        bytes memory short = bytes.concat(chunks, chunk(state.root, new bytes(190)));
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimTooShort.selector, 400, 89_999));
        _claim(short, state);
        _claim(enough, state);
        assertEq(s.tip(), 1);
    }

    function test_a_slot_may_be_continued_and_never_gone_back_to() public {
        Claim memory c = claimUnfinished(BOB, genesisClaim(), 2);
        vm.startPrank(BOB);
        _refusedAt(c, 1, abi.encodeWithSelector(IErrors.BadSlot.selector, 1, 2, type(uint32).max));
        vm.stopPrank();
        claimAs(BOB, c, stateAt(2));
    }

    function test_a_state_that_is_not_the_last_chunks_is_refused() public {
        StateDouble.State memory state = stateAt(1);
        bytes memory chunks = bytes.concat(chunk(state.root, ""), chunk("other", ""));
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        _claim(chunks, state);
    }

    function test_the_first_of_two_claims_on_a_tip_wins() public {
        claimAs(BOB, genesisClaim(), stateAt(1));
        StateDouble.State memory state = stateAt(2);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 0, 1));
        vm.prank(CAROL);
        s.claim(genesisClaim(), chunk(state.root, ""), state.cursor, state.cursorProof);
    }

    function _claim(bytes memory chunks, StateDouble.State memory state) private {
        vm.prank(BOB);
        s.claim(genesisClaim(), chunks, state.cursor, state.cursorProof);
    }

    function _refusedAt(Claim memory parent, uint32 slot, bytes memory refusal) private {
        StateDouble.State memory state = stateAt(slot);
        bytes memory chunks = chunk(state.root, "");
        vm.expectRevert(refusal);
        s.claim(parent, chunks, state.cursor, state.cursorProof);
    }
}

contract FinaliseTest is ClaimsFixture {
    function test_finalises_with_all_before_it_one_window_after_it_was_posted() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimAs(BOB, one, stateAt(2));
        uint256 due = block.timestamp + WINDOW;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, due - 1, due));
        s.finalise(two);
        vm.warp(due);
        vm.expectEmit();
        emit IEvents.Finalised(2, two.stateRoot, 2);
        s.finalise(two);
        assertEq(s.finalisedIndex(), 2);
        assertEq(s.finalisedSlot(), 2);
        assertTrue(s.isFinalRoot(two.stateRoot));
        assertFalse(s.isFinalRoot(one.stateRoot), "only roots that were finalised themselves pay");
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimFinal.selector, 1, 2));
        s.finalise(one);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimFinal.selector, 2, 2));
        challenger.kill(s, two, address(0));
    }

    function test_finalises_at_start_only() public {
        Claim memory c = claimUnfinished(BOB, genesisClaim(), 1);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotAtStart.selector, 1));
        s.finalise(c);
        Claim memory end = claimAs(BOB, c, stateAt(1));
        vm.warp(block.timestamp + WINDOW);
        s.finalise(end);
        assertEq(s.finalisedIndex(), 2);
    }

    function test_refuses_what_is_not_the_stored_claim() public {
        Claim memory c = claimAs(BOB, genesisClaim(), stateAt(1));
        vm.warp(block.timestamp + WINDOW);
        Claim memory other = abi.decode(abi.encode(c), (Claim));
        other.stateRoot = "mine";
        vm.expectRevert(
            abi.encodeWithSelector(
                IErrors.StaleClaim.selector, keccak256(abi.encode(other)), keccak256(abi.encode(c))
            )
        );
        s.finalise(other);
        other.index = 2;
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 2, 1));
        s.finalise(other);
    }
}

contract KillTest is ClaimsFixture {
    function test_kills_a_claim_and_all_after_it() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimAs(CAROL, one, stateAt(2));
        Claim memory three = claimAs(BOB, two, stateAt(3));

        vm.expectRevert(
            abi.encodeWithSelector(
                IErrors.NotChallenger.selector, address(this), address(challenger)
            )
        );
        s.kill(two, ALICE);

        vm.expectEmit();
        emit IEvents.Killed(2, CAROL, ALICE, 1);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.claimant, CAROL, ALICE, BOND, BOND / 2);
        challenger.kill(s, two, ALICE);
        assertEq(s.tip(), 1);
        assertEq(s.generation(), 1);
        assertEq(s.owed(ALICE), BOND / 2);
        assertEq(s.owed(address(0)), BOND / 2, "burned");
        assertEq(s.bondOf(Role.claimant, CAROL), 0);
        assertEq(s.bondOf(Role.claimant, BOB), BOND, "built on it, unslashed");

        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 3, 1));
        challenger.kill(s, three, ALICE);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 3, 1));
        s.finalise(three);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 2, 1));
        s.finalise(two);
        s.finalise(one);
    }

    /// The same content, posted in the same second after a rollback, is another claim.
    function test_a_stale_preimage_never_matches_the_claim_that_took_its_index() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimAs(BOB, one, stateAt(2));
        challenger.kill(s, one, ALICE);
        bondClaimant(BOB);
        Claim memory again = claimAs(BOB, genesisClaim(), stateAt(1));
        assertEq(again.generation, 1);
        vm.warp(block.timestamp + WINDOW);
        vm.expectPartialRevert(IErrors.StaleClaim.selector);
        s.finalise(one);
        vm.expectPartialRevert(IErrors.StaleClaim.selector);
        challenger.kill(s, one, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 2, 1));
        s.finalise(two);
        Claim memory other = claimAs(CAROL, again, stateAt(3));
        vm.expectPartialRevert(IErrors.StaleClaim.selector);
        s.finalise(two);
        s.finalise(again);
        vm.warp(block.timestamp + WINDOW);
        s.finalise(other);
    }

    function test_a_claim_of_a_slashed_author_is_still_killed_for_nothing() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimAs(BOB, one, stateAt(2));
        challenger.kill(s, two, ALICE);
        challenger.kill(s, one, ALICE);
        assertEq(s.owed(ALICE), BOND / 2, "slashed once");
        assertEq(s.tip(), 0);
        assertEq(s.generation(), 2);
    }

    function test_killing_costs_the_same_whatever_lies_above() public {
        // The first kill pays for storage that the others find written.
        _costOfKillingUnder(0);
        uint256 one = _costOfKillingUnder(0);
        uint256 more = _costOfKillingUnder(2);
        assertApproxEqAbs(one, more, 1000);
    }

    function _costOfKillingUnder(uint32 above) private returns (uint256 gas) {
        Claim memory first = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory c = first;
        for (uint32 i = 0; i < above; ++i) {
            c = claimAs(CAROL, c, stateAt(2 + i));
        }
        vm.prank(address(challenger));
        gas = gasleft();
        s.kill(first, ALICE);
        gas -= gasleft();
        bondClaimant(BOB);
    }
}

contract SweepTest is ClaimsFixture {
    uint8 internal constant OPERATION = 3;
    uint8 internal constant CLEAR = 4;
    uint8 internal constant CLOSING = 7;

    function test_drops_the_auction_that_does_not_close_and_blames_its_clear() public {
        Claim memory one = claimAs(BOB, genesisClaim(), stateAt(1));
        Claim memory two = claimUnfinished(CAROL, one, 2);
        assertEq(two.clearIndex, 2);
        uint256 due = block.timestamp + SWEEP_DELAY;
        vm.warp(due - 1);
        Claim memory three = claimUnfinished(BOB, two, 2);
        assertEq(three.clearIndex, 2, "the same auction");

        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 2, 3));
        s.sweep(two);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, due - 1, due));
        s.sweep(three);
        vm.warp(due);
        vm.expectEmit();
        emit IEvents.Swept(2, CAROL, 1);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.claimant, CAROL, address(0), BOND, 0);
        s.sweep(three);
        assertEq(s.tip(), 1);
        assertEq(s.generation(), 1);
        assertEq(s.bondOf(Role.claimant, CAROL), 0);
        assertEq(s.bondOf(Role.claimant, BOB), BOND);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoAuction.selector, 1));
        s.sweep(one);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 3, 1));
        s.sweep(three);
    }

    /// BOB brings a slot half way, CAROL claims a Clear that nobody can continue: BOB's work and bond stay.
    function test_who_came_before_the_clear_is_not_blamed() public {
        Claim memory one = _unfinished(BOB, genesisClaim(), OPERATION, 0);
        assertEq(one.clearIndex, 0);
        Claim memory two = claimUnfinished(CAROL, one, 1);
        vm.warp(block.timestamp + SWEEP_DELAY);
        vm.expectEmit();
        emit IEvents.Swept(2, CAROL, 1);
        s.sweep(two);
        assertEq(s.tip(), 1);
        assertEq(s.bondOf(Role.claimant, BOB), BOND);
        assertEq(s.bondOf(Role.claimant, CAROL), 0);
        vm.warp(block.timestamp + SWEEP_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoAuction.selector, 1));
        s.sweep(one);
        bondClaimant(CAROL);
        claimAs(CAROL, one, stateAt(1));
    }

    function test_each_auction_has_a_clear_of_its_own() public {
        Claim memory first = _unfinished(BOB, genesisClaim(), FILLING, 0);
        Claim memory same = _unfinished(BOB, first, CLOSING, 0);
        assertEq(same.clearIndex, 1);
        Claim memory second = _unfinished(CAROL, same, FILLING, 1);
        assertEq(second.clearIndex, 3);
        assertEq(second.clearBy, CAROL);
        Claim memory between = _unfinished(BOB, second, CLEAR, 2);
        assertEq(between.clearIndex, 0);
        StateDouble.State memory later = StateDouble.inMarket(2, FILLING, 1, "later slot");
        bytes memory chunks = many(999, later.root);
        Claim memory next_ = next(BOB, between, later, chunks);
        vm.prank(BOB);
        s.claim(between, chunks, later.cursor, later.cursorProof);
        assertEq(s.claimHash(5), keccak256(abi.encode(next_)));
        assertEq(next_.clearIndex, 5);
    }

    function test_what_came_to_start_in_time_stays() public {
        Claim memory one = claimUnfinished(BOB, genesisClaim(), 1);
        Claim memory two = claimAs(CAROL, one, stateAt(1));
        vm.warp(block.timestamp + SWEEP_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoAuction.selector, 2));
        s.sweep(two);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 1, 2));
        s.sweep(one);
    }

    /// Else a wrong claim that ends at Start, killed late, would leave no time to continue the right one below it.
    function test_a_rollback_starts_the_clock_anew() public {
        Claim memory one = claimUnfinished(BOB, genesisClaim(), 1);
        vm.warp(block.timestamp + SWEEP_DELAY - 1);
        Claim memory two = claimAs(CAROL, one, stateAt(1));
        challenger.kill(s, two, address(0));
        uint256 due = block.timestamp + SWEEP_DELAY;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, due - 1, due));
        s.sweep(one);
        vm.warp(due);
        s.sweep(one);
        assertEq(s.tip(), 0);
        assertEq(s.bondOf(Role.claimant, BOB), 0);
    }

    function test_genesis_is_never_swept() public {
        vm.warp(block.timestamp + SWEEP_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoAuction.selector, 0));
        s.sweep(genesisClaim());
        vm.expectRevert(abi.encodeWithSelector(IErrors.ClaimFinal.selector, 0, 0));
        challenger.kill(s, genesisClaim(), ALICE);
    }

    /// A full claim that ends in slot 1 at this phase of this market.
    function _unfinished(address author, Claim memory parent, uint8 phase, uint8 market)
        private
        returns (Claim memory c)
    {
        StateDouble.State memory state = StateDouble.inMarket(1, phase, market, "unfinished");
        bytes memory chunks = many(999, state.root);
        c = next(author, parent, state, chunks);
        vm.prank(author);
        s.claim(parent, chunks, state.cursor, state.cursorProof);
        assertEq(s.claimHash(c.index), keccak256(abi.encode(c)));
    }
}
