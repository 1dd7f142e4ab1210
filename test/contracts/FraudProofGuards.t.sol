// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CURSOR_LEAF } from "../../contracts/generated/Constants.sol";
import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IFraudProof } from "../../contracts/interfaces/IFraudProof.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Words } from "../../contracts/libraries/Words.sol";
import { Opening } from "../../contracts/types/Challenge.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { ChallengeFixture } from "./ChallengeFixture.sol";
import { PartialTree } from "./PartialTree.sol";

/// Every proof that does not fit, about a claim that is wrong: each reverts with its own error, and none is a verdict.
contract FraudProofGuardsTest is ChallengeFixture {
    using PartialTree for PartialTree.Tree;

    Claim private _claim;
    bytes32 private _wrong;

    function setUp() public override {
        super.setUp();
        _wrong = keccak256("wrong");
        _claim = claimBoth(_wrong, afterSlot2());
    }

    function good() private view returns (Proof memory) {
        return proofOfSlot1(_claim, _wrong, afterSlot2().root());
    }

    function refused(Proof memory p, bytes memory reason) private {
        vm.expectRevert(reason);
        challenge(p, ALICE);
        assertEq(s.tip(), 1);
    }

    function refused(Proof memory p, bytes4 selector) private {
        vm.expectPartialRevert(selector);
        challenge(p, ALICE);
        assertEq(s.tip(), 1);
    }

    function test_the_proof_without_a_fault_is_a_verdict() public {
        challenge(good(), ALICE);
        assertEq(s.tip(), 0);
    }

    // ---- The claim

    function test_a_claim_above_the_tip() public {
        Proof memory p = good();
        p.claim.index = 2;
        refused(p, abi.encodeWithSelector(IErrors.NotTip.selector, 2, 1));
    }

    function test_a_claim_that_was_not_posted() public {
        Proof memory p = good();
        p.claim.author = ALICE;
        refused(
            p,
            abi.encodeWithSelector(
                IErrors.StaleClaim.selector, keccak256(abi.encode(p.claim)), s.claimHash(1)
            )
        );
    }

    function test_a_final_claim() public {
        Proof memory p = good();
        vm.warp(block.timestamp + WINDOW);
        s.finalise(_claim);
        refused(p, abi.encodeWithSelector(IErrors.ClaimFinal.selector, 1, 1));
    }

    function test_genesis() public {
        Proof memory p = good();
        p.claim = genesis;
        refused(p, abi.encodeWithSelector(IErrors.ClaimFinal.selector, 0, 0));
    }

    function test_a_chunk_that_the_claim_has_not() public {
        Proof memory p = good();
        p.chunk = 2;
        refused(p, abi.encodeWithSelector(IFraudProof.NoSuchChunk.selector, 2, 2));
        p.chunk = type(uint256).max;
        refused(p, IFraudProof.NoSuchChunk.selector);
    }

    // ---- Openings

    function test_a_parent_that_is_not_the_parent() public {
        Proof memory p = good();
        p.before.data = hex"00";
        refused(p, abi.encodeWithSelector(IFraudProof.ShortOpening.selector, "parent", 1, 448));
        p.before.data = abi.encode(_claim);
        refused(
            p,
            abi.encodeWithSelector(
                IFraudProof.WrongOpening.selector,
                "parent",
                keccak256(p.before.data),
                _claim.parentHash
            )
        );
        p.before.data = bytes.concat(abi.encode(genesis), hex"00");
        refused(p, IFraudProof.WrongOpening.selector);
        p.before.siblings = new bytes32[](1);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 1, 0));
    }

    function test_a_chunk_before_that_is_not_the_one() public {
        Proof memory p = proofOfSlot2(_claim, afterSlot1(), afterSlot2().root());
        Opening memory other = p.opened;
        (p.before, p.opened) = (p.opened, p.before);
        refused(p, IFraudProof.WrongOpening.selector);
        p.before = other;
        p.before.siblings = new bytes32[](9);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 9, 10));
        p.before.data = new bytes(31);
        refused(p, abi.encodeWithSelector(IFraudProof.ShortOpening.selector, "before", 31, 32));
    }

    function test_an_opened_chunk_that_is_not_the_one() public {
        Proof memory p = good();
        bytes memory data = p.opened.data;
        p.opened.data = bytes.concat(data, hex"00");
        refused(p, IFraudProof.WrongOpening.selector);
        p.opened.data = data;
        p.opened.siblings[3] = bytes32(uint256(1));
        refused(p, IFraudProof.WrongOpening.selector);
        p.opened.siblings = new bytes32[](11);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 11, 10));
        p.opened.data = "";
        refused(p, abi.encodeWithSelector(IFraudProof.ShortOpening.selector, "chunk", 0, 32));
    }

    function test_a_chunk_opened_at_another_index() public {
        Proof memory p = good();
        p.opened = proofOfSlot2(_claim, afterSlot1(), afterSlot2().root()).opened;
        refused(p, IFraudProof.WrongOpening.selector);
    }

    // ---- The witness

    function test_a_witness_that_does_not_decode() public {
        Proof memory p = good();
        p.witness = "";
        refused(p, abi.encodeWithSelector(IFraudProof.BadWitness.selector, "length", 0, 2));
        p.witness = bytes.concat(beforeSlot1().witness(), hex"00");
        refused(p, IFraudProof.BadWitness.selector);
    }

    function test_a_witness_of_another_state() public {
        Proof memory p = good();
        p.witness = afterSlot1().witness();
        refused(
            p,
            abi.encodeWithSelector(
                IFraudProof.WrongOpening.selector,
                "witness",
                afterSlot1().root(),
                beforeSlot1().root()
            )
        );
    }

    function test_a_witness_without_a_leaf() public {
        uint256 missing = Layout.bitmapTop(Layout.expiryBitmap(0));
        PartialTree.Tree memory tree = beforeSlot1();
        for (uint256 i = 0; i < tree.gindices.length; ++i) {
            if (tree.gindices[i] != missing) continue;
            tree.leaves[i] = tree.node(missing / 2);
            tree.gindices[i] = missing / 2;
        }
        Proof memory p = good();
        p.witness = tree.witness();
        refused(p, abi.encodeWithSelector(IFraudProof.LeafMissing.selector, missing));
    }

    // ---- Facts

    function test_a_slot_that_is_not_decided_yet() public {
        sealEnvelopes(3, 2);
        uint256 sealedAt = block.timestamp;
        sealWithout(4, 3);
        PartialTree.Tree memory last = afterSlot2();
        last.set(CURSOR_LEAF, Words.store(4));
        bytes[] memory data = new bytes[](2);
        data[0] = chunkData(afterSlot2().root(), "");
        data[1] = chunkData(last.root(), "");
        Claim memory claim = post(ALICE, _claim, data, last, 4);
        Proof memory p = proofOfSlot2(claim, afterSlot2(), last.root());
        vm.expectRevert(abi.encodeWithSelector(IFraudProof.SlotNotDecided.selector, 3));
        challenge(p, ALICE);
        vm.warp(sealedAt + REVEAL_DELAY + 1);
        s.void(3);
        challenge(p, ALICE);
        assertEq(s.tip(), 1);
    }

    // ---- Envelopes

    function test_envelopes_too_few_or_too_many() public {
        Proof memory p = good();
        Opening memory one = p.envelopes[0];
        p.envelopes = new Opening[](0);
        refused(p, abi.encodeWithSelector(IFraudProof.EnvelopeCount.selector, 0, 1));
        p.envelopes = new Opening[](2);
        (p.envelopes[0], p.envelopes[1]) = (one, one);
        refused(p, abi.encodeWithSelector(IFraudProof.EnvelopeCount.selector, 2, 1));
    }

    function test_an_envelope_that_was_not_sealed() public {
        Proof memory p = good();
        p.envelopes[0].data[50] ^= 0x01;
        refused(p, IFraudProof.WrongOpening.selector);
        p.envelopes[0].data = "";
        refused(p, IFraudProof.WrongOpening.selector);
        p.envelopes[0].siblings = new bytes32[](9);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 9, 10));
    }

    // ---- Precedence

    /// All faults at once; mending the first one shows the next.
    function test_the_order_of_refusals() public {
        Proof memory whole = good();
        Proof memory p = good();
        p.claim.index = 2;
        p.claim.author = ALICE;
        p.chunk = 9;
        p.before = Opening("", new bytes32[](1));
        p.opened = Opening("", new bytes32[](1));
        p.witness = "";
        p.envelopes = new Opening[](0);
        refused(p, IErrors.NotTip.selector);
        p.claim.index = 1;
        refused(p, IErrors.StaleClaim.selector);
        p.claim.author = BOB;
        refused(p, IFraudProof.NoSuchChunk.selector);
        p.chunk = 0;
        refused(p, abi.encodeWithSelector(IFraudProof.ShortOpening.selector, "parent", 0, 448));
        p.before.data = new bytes(448);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 1, 0));
        p.before.siblings = new bytes32[](0);
        refused(p, IFraudProof.WrongOpening.selector);
        p.before = whole.before;
        refused(p, abi.encodeWithSelector(IFraudProof.ShortOpening.selector, "chunk", 0, 32));
        p.opened.data = new bytes(32);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 1, 10));
        p.opened.siblings = new bytes32[](10);
        refused(p, IFraudProof.WrongOpening.selector);
        p.opened = whole.opened;
        refused(p, IFraudProof.BadWitness.selector);
        p.witness = afterSlot1().witness();
        refused(p, IFraudProof.WrongOpening.selector);
        p.witness = whole.witness;
        refused(p, IFraudProof.EnvelopeCount.selector);
        p.envelopes = new Opening[](2);
        refused(p, abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 10));
        p.envelopes[0].siblings = new bytes32[](10);
        refused(p, IFraudProof.WrongOpening.selector);
        p.envelopes[0] = whole.envelopes[0];
        refused(p, IFraudProof.EnvelopeCount.selector);
        p.envelopes = whole.envelopes;
        challenge(p, ALICE);
        assertEq(s.tip(), 0);
    }
}
