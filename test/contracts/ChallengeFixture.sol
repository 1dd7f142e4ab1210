// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CURSOR_LEAF,
    CURVE_ORDER,
    ENVELOPE_ROOT_LEAF,
    ENVELOPE_TYPEHASH,
    INPUTS_LEAF,
    KEY_LEAF,
    PARAMETERS_LEAF
} from "../../contracts/generated/Constants.sol";
import { IFraudProof } from "../../contracts/interfaces/IFraudProof.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Words } from "../../contracts/libraries/Words.sol";
import { Opening } from "../../contracts/types/Challenge.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { PartialTree } from "./PartialTree.sol";
import { StateDouble } from "./StateDouble.sol";
import { Vm } from "forge-std/Vm.sol";

/// Settlement with FraudProof as its challenger, and a trace small enough to be written down by hand: no markets, slot 1
/// with one envelope of account 1 that does nothing, slot 2 without any. Each slot is one chunk.
abstract contract ChallengeFixture is FactsFixture {
    using PartialTree for PartialTree.Tree;

    uint256 internal constant SIGNER_KEY = uint256(keccak256("signer of account 1"));
    uint256 internal constant NONCE = uint256(keccak256("r of the envelope")) >> 1;
    uint256 internal constant OPERATION_FEE = 3;
    uint256 internal constant FUNDS = 1000;

    /// All that a challenge takes but the beneficiary.
    struct Proof {
        Claim claim;
        uint256 chunk;
        Opening before;
        Opening opened;
        Opening[] envelopes;
        bytes witness;
    }

    IFraudProof internal fraud;
    Claim internal genesis;
    /// The one envelope of slot 1.
    bytes internal sealedEnvelope;

    function settle() internal override returns (ISettlement created) {
        address judge = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        genesis.stateRoot = beforeSlot1().root();
        genesis.atStart = true;
        created = this.deploy(deployment(), judge, genesis.stateRoot);
        fraud = IFraudProof(deployCode("FraudProof.sol:FraudProof", abi.encode(created)));
        assertEq(address(fraud), judge);
    }

    function setUp() public virtual override {
        super.setUp();
        bondClaimant(BOB);
        bondClaimant(ALICE);
        sealedEnvelope = signedEnvelope(1);
        sealPosted(1, 0, bytes.concat(hex"01", sealedEnvelope));
        reveal(1);
        sealWithout(2, 1);
    }

    // ---- The trace

    function beforeSlot1() internal view returns (PartialTree.Tree memory tree) {
        tree.gindices = new uint256[](9);
        tree.leaves = new bytes32[](9);
        tree.gindices[0] = CURSOR_LEAF;
        tree.gindices[1] = ENVELOPE_ROOT_LEAF;
        tree.gindices[2] = INPUTS_LEAF;
        tree.gindices[3] = KEY_LEAF;
        tree.gindices[4] = PARAMETERS_LEAF;
        tree.gindices[5] = Layout.bitmapTop(Layout.expiryBitmap(0));
        tree.gindices[6] = Layout.signerLeaf(1);
        tree.gindices[7] = Layout.balanceLeaf(1, 0);
        tree.gindices[8] = Layout.balanceLeaf(0, 0);
        tree.set(PARAMETERS_LEAF, Words.store(OPERATION_FEE | (16 << 64) | (2 << 128)));
        tree.set(Layout.signerLeaf(1), bytes32(bytes20(vm.addr(SIGNER_KEY))));
        tree.set(Layout.balanceLeaf(1, 0), Words.store(FUNDS));
    }

    /// Start, Expire, Operation, End.
    function afterSlot1() internal view returns (PartialTree.Tree memory tree) {
        tree = beforeSlot1();
        tree.set(CURSOR_LEAF, Words.store(1));
        tree.set(ENVELOPE_ROOT_LEAF, rootOf(bytes.concat(hex"01", sealedEnvelope)));
        tree.set(INPUTS_LEAF, Words.store(1 | (3 << 32)));
        tree.set(KEY_LEAF, keyOf(1));
        tree.set(Layout.balanceLeaf(1, 0), Words.store(FUNDS - OPERATION_FEE));
        tree.set(Layout.balanceLeaf(0, 0), Words.store(OPERATION_FEE));
    }

    /// Start, Expire, End.
    function afterSlot2() internal view returns (PartialTree.Tree memory tree) {
        tree = afterSlot1();
        tree.set(CURSOR_LEAF, Words.store(2));
        tree.set(ENVELOPE_ROOT_LEAF, rootOf(""));
        tree.set(INPUTS_LEAF, Words.store(1 << 32));
        tree.set(KEY_LEAF, 0);
    }

    /// An envelope of account 1 for a slot, version 1, of one block: nop. Made by the sender's half of the secret.
    function signedEnvelope(uint32 slot) internal returns (bytes memory) {
        bytes32 key = keyOf(slot);
        Vm.Wallet memory point = vm.createWallet(NONCE);
        bytes memory u = abi.encodePacked(uint8(2 + point.publicKeyY % 2), point.publicKeyX);
        address shared = vm.addr(mulmod(uint256(key), NONCE, CURVE_ORDER));
        bytes32 domain =
            keccak256(bytes.concat(keccak256("walras/envelope-kdf/v1"), s.domainSeparator()));
        bytes32 stream =
            keccak256(abi.encodePacked(domain, slot, uint32(1), uint16(1), u, shared, uint8(0)));
        bytes memory body = bytes.concat(u, bytes16(stream));
        address batchKey = vm.addr(uint256(key));
        bytes32 message = keccak256(
            abi.encode(ENVELOPE_TYPEHASH, slot, batchKey, uint32(1), uint16(1), keccak256(body))
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", s.domainSeparator(), message));
        (uint8 v, bytes32 r, bytes32 low) = vm.sign(SIGNER_KEY, digest);
        return abi.encodePacked(uint32(1), uint16(1), body, r, low, v);
    }

    function sealPosted(uint32 slot, uint32 parent, bytes memory posted) internal {
        bytes memory signatures = certificate(slot, rootOf(posted), parent);
        if (block.timestamp < closeOf(slot)) vm.warp(closeOf(slot));
        s.seal(slot, parent, dueAt(slot), posted, signatures);
    }

    // ---- Claims and proofs

    /// A chunk as it is hashed: state root ‖ records.
    function chunkData(bytes32 root, bytes memory records) internal pure returns (bytes memory) {
        return bytes.concat(root, records);
    }

    /// Posts two chunks as BOB: slot 1 to `first`, slot 2 to `last`.
    function claimBoth(bytes32 first, PartialTree.Tree memory last)
        internal
        returns (Claim memory)
    {
        bytes[] memory data = new bytes[](2);
        data[0] = chunkData(first, "");
        data[1] = chunkData(last.root(), "");
        return post(BOB, genesis, data, last, 2);
    }

    /// Posts chunks that end in `last`, where the cursor is at Start behind `slot`.
    function post(
        address author,
        Claim memory parent,
        bytes[] memory data,
        PartialTree.Tree memory last,
        uint32 slot
    ) internal returns (Claim memory c) {
        bytes memory chunks;
        for (uint256 i = 0; i < data.length; ++i) {
            chunks = abi.encodePacked(chunks, uint16(data[i].length - 32), data[i]);
        }
        StateDouble.State memory state;
        state.slot = slot;
        state.root = last.root();
        c = next(author, parent, state, chunks);
        bytes32 cursor = last.node(CURSOR_LEAF);
        bytes32[] memory proof = last.proof(CURSOR_LEAF);
        vm.prank(author);
        s.claim(parent, chunks, cursor, proof);
        assertEq(s.claimHash(c.index), keccak256(abi.encode(c)), "claim as stored");
    }

    /// A chunk of a claim with its siblings.
    function open(bytes[] memory data, uint256 index)
        internal
        pure
        returns (Opening memory opening)
    {
        bytes32[] memory leaves = new bytes32[](data.length);
        for (uint256 i = 0; i < data.length; ++i) {
            leaves[i] = keccak256(data[i]);
        }
        opening.data = data[index];
        opening.siblings = siblingsOf(leaves, index);
    }

    /// The proof about slot 1, chunk 0 of a claim of two chunks.
    function proofOfSlot1(Claim memory claim, bytes32 first, bytes32 last)
        internal
        view
        returns (Proof memory p)
    {
        bytes[] memory data = new bytes[](2);
        data[0] = chunkData(first, "");
        data[1] = chunkData(last, "");
        p.claim = claim;
        p.before.data = abi.encode(genesis);
        p.opened = open(data, 0);
        p.envelopes = new Opening[](1);
        bytes32[] memory leaves = new bytes32[](1);
        leaves[0] = keccak256(sealedEnvelope);
        p.envelopes[0] = Opening(sealedEnvelope, siblingsOf(leaves, 0));
        p.witness = beforeSlot1().witness();
    }

    /// The proof about slot 2, chunk 1 of the same claim, from `before` on.
    function proofOfSlot2(Claim memory claim, PartialTree.Tree memory before, bytes32 last)
        internal
        pure
        returns (Proof memory p)
    {
        bytes[] memory data = new bytes[](2);
        data[0] = chunkData(before.root(), "");
        data[1] = chunkData(last, "");
        p.claim = claim;
        p.chunk = 1;
        p.before = open(data, 0);
        p.opened = open(data, 1);
        p.witness = before.witness();
    }

    function challenge(Proof memory p, address beneficiary) internal {
        fraud.challenge(p.claim, p.chunk, p.before, p.opened, p.envelopes, p.witness, beneficiary);
    }

    /// Siblings of a leaf in a keccak tree over 1,024 leaves, lowest first, straight from the definition.
    function siblingsOf(bytes32[] memory leaves, uint256 index)
        internal
        pure
        returns (bytes32[] memory out)
    {
        out = new bytes32[](10);
        bytes32[] memory level = leaves;
        bytes32 unused;
        for (uint256 depth = 0; depth < 10; ++depth) {
            uint256 other = index ^ 1;
            out[depth] = other < level.length ? level[other] : unused;
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : unused;
                above[i] = keccak256(bytes.concat(level[2 * i], right));
            }
            unused = keccak256(bytes.concat(unused, unused));
            level = above;
            index /= 2;
        }
    }
}
