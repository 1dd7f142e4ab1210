// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INVALID_NO_FACT,
    INVALID_RECORD_LEFT_OVER,
    INVALID_ROOT_MISMATCH
} from "../../contracts/generated/Constants.sol";
import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { IFraudProof } from "../../contracts/interfaces/IFraudProof.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Words } from "../../contracts/libraries/Words.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { ChallengeFixture } from "./ChallengeFixture.sol";
import { PartialTree } from "./PartialTree.sol";

/// What a verdict does. That verdicts are right is for the corpus.
contract FraudProofTest is ChallengeFixture {
    using PartialTree for PartialTree.Tree;

    address private constant WATCHER = address(0x3a7c4);

    /// Slot 1 with account 1's money doubled.
    function stolen() private view returns (PartialTree.Tree memory tree) {
        tree = afterSlot1();
        tree.set(Layout.balanceLeaf(1, 0), Words.store(2 * FUNDS));
    }

    function test_an_honest_claim_holds() public {
        bytes32 first = afterSlot1().root();
        bytes32 last = afterSlot2().root();
        Claim memory claim = claimBoth(first, afterSlot2());
        Proof memory one = proofOfSlot1(claim, first, last);
        vm.expectRevert(abi.encodeWithSelector(IFraudProof.ChunkHolds.selector, 0, first));
        challenge(one, WATCHER);
        Proof memory two = proofOfSlot2(claim, afterSlot1(), last);
        vm.expectRevert(abi.encodeWithSelector(IFraudProof.ChunkHolds.selector, 1, last));
        challenge(two, WATCHER);
        assertEq(s.tip(), 1);
    }

    function test_a_wrong_root_is_a_verdict() public {
        bytes32 wrong = stolen().root();
        Claim memory claim = claimBoth(wrong, afterSlot2());
        Proof memory p = proofOfSlot1(claim, wrong, afterSlot2().root());
        vm.expectEmit(address(fraud));
        emit IFraudProof.Challenged(
            1, 0, WATCHER, INVALID_ROOT_MISMATCH, wrong, afterSlot1().root()
        );
        challenge(p, WATCHER);
    }

    function test_the_chunk_after_a_wrong_one_follows_from_it() public {
        PartialTree.Tree memory last = afterSlot2();
        last.set(Layout.balanceLeaf(1, 0), Words.store(2 * FUNDS));
        Claim memory claim = claimBoth(stolen().root(), last);
        Proof memory p = proofOfSlot2(claim, stolen(), last.root());
        vm.expectRevert(abi.encodeWithSelector(IFraudProof.ChunkHolds.selector, 1, last.root()));
        challenge(p, WATCHER);
    }

    function test_a_record_too_many_is_a_verdict() public {
        bytes[] memory data = new bytes[](1);
        data[0] = chunkData(afterSlot1().root(), hex"00");
        Claim memory claim = post(BOB, genesis, data, afterSlot1(), 1);
        Proof memory p = proofOfSlot1(claim, 0, 0);
        p.opened = open(data, 0);
        vm.expectEmit(address(fraud));
        emit IFraudProof.Challenged(1, 0, WATCHER, INVALID_RECORD_LEFT_OVER, afterSlot1().root(), 0);
        challenge(p, WATCHER);
    }

    function test_a_slot_that_was_not_sealed_is_a_verdict() public {
        bytes[] memory data = new bytes[](3);
        data[0] = chunkData(afterSlot1().root(), "");
        data[1] = chunkData(afterSlot2().root(), "");
        data[2] = data[1];
        Claim memory claim = post(BOB, genesis, data, afterSlot2(), 2);
        Proof memory p = proofOfSlot2(claim, afterSlot2(), 0);
        p.chunk = 2;
        p.before = open(data, 1);
        p.opened = open(data, 2);
        vm.expectEmit(address(fraud));
        emit IFraudProof.Challenged(1, 2, WATCHER, INVALID_NO_FACT, afterSlot2().root(), 0);
        challenge(p, WATCHER);
    }

    // ---- What a kill does

    function test_half_of_the_bond_is_owed_and_half_is_burned() public {
        Proof memory p = wrongClaim();
        uint256 burned = s.owed(address(0));
        vm.expectEmit(address(s));
        emit IEvents.Killed(1, BOB, WATCHER, 1);
        vm.expectEmit(address(s));
        emit IEvents.BondSlashed(Role.claimant, BOB, WATCHER, BOND, BOND / 2);
        challenge(p, WATCHER);
        assertEq(s.owed(WATCHER), BOND / 2);
        assertEq(s.owed(address(0)), burned + BOND - BOND / 2);
        assertEq(s.bondOf(Role.claimant, BOB), 0);
        assertEq(s.tip(), 0);
        assertEq(s.generation(), 1);
        uint256 held = WATCHER.balance;
        vm.prank(WATCHER);
        s.collect();
        assertEq(WATCHER.balance, held + BOND / 2);
    }

    function test_without_beneficiary_all_of_the_bond_burns() public {
        Proof memory p = wrongClaim();
        uint256 burned = s.owed(address(0));
        challenge(p, address(0));
        assertEq(s.owed(address(0)), burned + BOND);
    }

    function test_claims_above_die_and_their_authors_keep_their_bonds() public {
        Proof memory p = wrongClaim();
        sealWithout(3, 2);
        PartialTree.Tree memory last = afterSlot2();
        last.set(32, Words.store(3));
        bytes[] memory data = new bytes[](1);
        data[0] = chunkData(last.root(), "");
        Claim memory above = post(ALICE, p.claim, data, last, 3);
        assertEq(s.tip(), 2);
        challenge(p, WATCHER);
        assertEq(s.tip(), 0);
        assertEq(s.bondOf(Role.claimant, ALICE), BOND);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 2, 0));
        s.finalise(above);
    }

    function test_the_second_of_two_challengers_changes_nothing() public {
        Proof memory p = wrongClaim();
        challenge(p, WATCHER);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 1, 0));
        challenge(p, ALICE);
        assertEq(s.owed(ALICE), 0);
    }

    function test_the_right_claim_follows_from_the_last_good_one() public {
        challenge(wrongClaim(), WATCHER);
        bytes[] memory data = new bytes[](2);
        data[0] = chunkData(afterSlot1().root(), "");
        data[1] = chunkData(afterSlot2().root(), "");
        Claim memory claim = post(ALICE, genesis, data, afterSlot2(), 2);
        Proof memory p = proofOfSlot1(claim, afterSlot1().root(), afterSlot2().root());
        vm.expectPartialRevert(IFraudProof.ChunkHolds.selector);
        challenge(p, WATCHER);
        vm.warp(block.timestamp + WINDOW);
        s.finalise(claim);
        assertTrue(s.isFinalRoot(afterSlot2().root()));
    }

    // ---- Starved gas

    function test_starved_an_honest_chunk_still_holds() public {
        bytes32 first = afterSlot1().root();
        bytes32 last = afterSlot2().root();
        Claim memory claim = claimBoth(first, afterSlot2());
        bytes memory data = encoded(proofOfSlot1(claim, first, last));
        uint256 enough = gasOf(data);
        for (uint256 gas = 25_000; gas < enough + 2000; gas += 251) {
            (bool ok,) = address(fraud).call{ gas: gas }(data);
            assertFalse(ok, "a verdict on an honest chunk");
        }
        assertEq(s.tip(), 1);
    }

    function test_starved_a_wrong_chunk_has_its_whole_verdict_or_none() public {
        bytes memory data = encoded(wrongClaim());
        uint256 start = vm.snapshotState();
        uint256 enough = gasOf(data);
        vm.revertToState(start);
        uint256 verdicts = 0;
        for (uint256 gas = 25_000; gas < enough + 40_000; gas += 499) {
            start = vm.snapshotState();
            (bool ok,) = address(fraud).call{ gas: gas }(data);
            assertEq(s.tip(), ok ? 0 : 1);
            assertEq(s.generation(), ok ? 1 : 0);
            assertEq(s.owed(WATCHER), ok ? BOND / 2 : 0);
            if (ok) ++verdicts;
            vm.revertToState(start);
        }
        assertGt(verdicts, 0);
    }

    function encoded(Proof memory p) private pure returns (bytes memory) {
        return abi.encodeCall(
            IFraudProof.challenge,
            (p.claim, p.chunk, p.before, p.opened, p.envelopes, p.witness, WATCHER)
        );
    }

    function gasOf(bytes memory data) private returns (uint256 used) {
        used = gasleft();
        (bool ok,) = address(fraud).call(data);
        used -= gasleft();
        ok;
    }

    /// The proof that BOB's claim, posted now, is wrong.
    function wrongClaim() private returns (Proof memory) {
        bytes32 wrong = stolen().root();
        return proofOfSlot1(claimBoth(wrong, afterSlot2()), wrong, afterSlot2().root());
    }
}
