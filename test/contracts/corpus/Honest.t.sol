// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFraudProof } from "../../../contracts/interfaces/IFraudProof.sol";
import { Opening } from "../../../contracts/types/Challenge.sol";
import { Court } from "./Court.sol";
import { Spoiler } from "./Spoiler.sol";
import { console } from "forge-std/console.sol";

/// No honest claim can be challenged: whatever a challenger brings about a right chunk, spoiled in one way or in several,
/// reverts and changes nothing; at any gas limit, and never by a panic. WALRAS_CHALLENGES and WALRAS_SEED tell how many and
/// which; `npm run fuzz:challenge` runs a million.
contract HonestTest is Court {
    using Spoiler for Spoiler.Dice;

    uint256 private constant KINDS = 16;
    /// More than any challenge needs.
    uint256 private constant PLENTY = 15_000_000;

    function test_no_honest_claim_can_be_challenged() public {
        uint256 count = vm.envOr("WALRAS_CHALLENGES", uint256(10_000));
        uint256 seed = vm.envOr("WALRAS_SEED", vm.randomUint(32));
        uint256 held;
        uint256 starved;
        for (uint256 i = 0; i < count; ++i) {
            bytes4 reason = this.attempt(uint256(keccak256(abi.encode(seed, i))));
            if (reason == IFraudProof.ChunkHolds.selector) ++held;
            if (reason == 0) ++starved;
        }
        console.log("challenges of honest claims, all refused; seed:", count, seed);
        console.log("run to the end and held, starved of gas:", held, starved);
        assertEq(s.generation(), 0);
    }

    /// One challenge of a right chunk. Returns the error that it met; 0 if it ran out of gas.
    function attempt(uint256 seed) external returns (bytes4 reason) {
        Spoiler.Dice memory dice = Spoiler.Dice(seed);
        StoredRun memory run = readRun(_right(dice));
        tellFacts(run);
        Proof memory p = claimOf(run, run.afterwards, dice.below(2) == 0);
        uint256 times = 1 + dice.below(2) * dice.below(3);
        uint256 gasLimit = PLENTY;
        for (uint256 n = 0; n < times; ++n) {
            uint256 kind = dice.below(KINDS);
            if (kind == 0) gasLimit = dice.below(dice.below(2) == 0 ? 1_500_000 : 200_000);
            else if (kind < 8) p.witness = _otherWitness(dice, p.witness, kind);
            else _spoil(dice, p, kind);
        }
        bytes memory data = abi.encodeCall(
            IFraudProof.challenge,
            (p.claim, p.chunk, p.before, p.opened, p.envelopes, p.witness, WATCHER)
        );
        (bool done, bytes memory answer) = address(fraud).call{ gas: gasLimit }(data);
        assertFalse(done, "an honest claim was challenged");
        if (answer.length >= 4) reason = bytes4(answer);
        assertTrue(reason != 0x4e487b71, "panic");
        assertUntouched();
    }

    function _otherWitness(Spoiler.Dice memory dice, bytes memory witness, uint256 kind)
        private
        view
        returns (bytes memory)
    {
        if (kind == 1) return readRun(_right(dice)).witness;
        if (kind == 2) return dice.shortened(witness);
        if (kind == 3) return dice.lengthened(witness);
        if (kind == 4) return dice.swappedNodes(witness);
        if (kind == 5) return dice.flippedIn(witness, 80);
        if (kind == 6) return dice.flippedIn(witness, 2);
        return dice.flippedIn(witness, witness.length);
    }

    function _spoil(Spoiler.Dice memory dice, Proof memory p, uint256 kind) private view {
        if (kind == 8) {
            p.chunk = dice.below(3) == 0 ? dice.below(type(uint128).max) : dice.below(4);
        } else if (kind == 9) {
            (p.before, p.opened) = (p.opened, p.before);
        } else if (kind == 10) {
            p.before = dice.spoiled(p.before);
        } else if (kind == 11) {
            p.opened = dice.spoiled(p.opened);
        } else if (kind == 12) {
            p.envelopes = readRun(_right(dice)).envelopes;
        } else if (kind == 13) {
            p.envelopes = dice.reordered(p.envelopes);
        } else if (kind == 14) {
            if (p.envelopes.length == 0) p.envelopes = new Opening[](1);
            uint256 n = dice.below(p.envelopes.length);
            p.envelopes[n] = dice.spoiled(p.envelopes[n]);
        } else {
            _spoilClaim(dice, p);
        }
    }

    function _spoilClaim(Spoiler.Dice memory dice, Proof memory p) private pure {
        uint256 field = dice.below(6);
        if (field == 0) p.claim.index = uint48(dice.below(4));
        if (field == 1) p.claim.generation = uint32(dice.below(3));
        if (field == 2) p.claim.parentHash = keccak256(p.before.data);
        if (field == 3) p.claim.chunkRoot = bytes32(dice.next());
        if (field == 4) p.claim.chunkCount = uint16(dice.below(1000));
        if (field == 5) p.claim.stateRoot = bytes32(dice.next());
    }

    /// A run that has a post-state.
    function _right(Spoiler.Dice memory dice) private view returns (uint256 index) {
        do {
            index = dice.below(runCount);
        } while (reasonOf(index) != 0);
    }
}
