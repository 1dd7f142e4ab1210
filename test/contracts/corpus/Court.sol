// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFraudProof } from "../../../contracts/interfaces/IFraudProof.sol";
import { ISettlement } from "../../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../../contracts/types/Bonds.sol";
import { Opening } from "../../../contracts/types/Challenge.sol";
import { Claim } from "../../../contracts/types/Claim.sol";
import { Seal } from "../../../contracts/types/Facts.sol";
import { Fixture } from "../Fixture.sol";
import { CorpusFixture } from "./CorpusFixture.sol";

/// The real Settlement and FraudProof at the corpus' address, and claims about the corpus' chunks written where Settlement
/// keeps its claims, its facts and its bonds: what lies before each chunk need not be played.
abstract contract Court is Fixture, CorpusFixture {
    address private constant SETTLEMENT = 0x5E771E000000000000000000000000000000BA7C;
    address private constant CHALLENGER = address(0xf4a0d);
    address internal constant LIAR = address(0x11a4);
    address internal constant WATCHER = address(0x3a7c4);

    uint256 private constant INBOX_WORD = 3;
    uint256 private constant OWED = 4;
    uint256 private constant BOND_OF = 5;
    uint256 private constant SEALED_SLOTS = 7;
    uint256 private constant PACKED = 14;
    uint256 private constant CLAIM_HASH = 15;

    /// Every claim of the corpus is the second of its chain.
    uint48 private constant INDEX = 2;

    IFraudProof internal fraud;

    /// All that a challenge takes but the beneficiary.
    struct Proof {
        Claim claim;
        uint256 chunk;
        Opening before;
        Opening opened;
        Opening[] envelopes;
        bytes witness;
    }

    function setUp() public virtual override {
        super.setUp();
        deployCodeTo(
            "Settlement.sol:Settlement",
            abi.encode(deployment(), CHALLENGER, MISCONDUCT, GENESIS_ROOT),
            SETTLEMENT
        );
        s = ISettlement(SETTLEMENT);
        deployCodeTo("FraudProof.sol:FraudProof", abi.encode(SETTLEMENT), CHALLENGER);
        fraud = IFraudProof(CHALLENGER);
        vm.deal(SETTLEMENT, 1000 ether);
        loadCorpus(corpusFile());
    }

    function corpusFile() internal pure virtual returns (string memory) {
        return "steps.json";
    }

    /// Puts the facts that a run reads where Settlement keeps them.
    function tellFacts(StoredRun memory run) internal {
        if (run.slot == 0) {
            _store(_at(run.prev, SEALED_SLOTS), 2, 0);
        } else {
            Seal memory seal = run.seal;
            uint256 place = _at(run.slot, SEALED_SLOTS);
            _store(place, 0, uint256(seal.root));
            _store(place, 1, uint256(seal.key));
            uint256 packed = uint256(seal.prev) | (uint256(seal.inboxEnd) << 64);
            packed |= (uint256(seal.count) << 160) | (uint256(seal.kind) << 176);
            _store(place, 2, packed | (uint256(seal.keyState) << 184));
            _store(_at(run.prev, SEALED_SLOTS), 2, uint256(run.slot) << 32);
        }
        for (uint256 i = 0; i < run.words.length; ++i) {
            _store(_at(run.firstWord + i, INBOX_WORD), 0, uint256(run.words[i]));
        }
        Seal memory told = s.sealOf(run.slot);
        if (run.slot != 0) assertEq(abi.encode(told), abi.encode(run.seal), "seal as stored");
    }

    /// A claim whose one chunk states `root` after the run's records, alive, and the proof about it. In `second` the chunk
    /// comes after another, else after the parent claim.
    function claimOf(StoredRun memory run, bytes32 root, bool second)
        internal
        returns (Proof memory p)
    {
        Claim memory parent;
        parent.index = INDEX - 1;
        parent.stateRoot = run.before;
        parent.atStart = true;
        Claim memory c = p.claim;
        c.index = INDEX;
        c.parentHash = keccak256(abi.encode(parent));
        c.stateRoot = root;
        c.author = LIAR;
        c.chunkCount = second ? 2 : 1;
        p.chunk = second ? 1 : 0;
        p.opened = Opening(bytes.concat(root, run.records), new bytes32[](10));
        bytes32 zero;
        for (uint256 i = 0; i < 10; ++i) {
            p.opened.siblings[i] = zero;
            zero = keccak256(bytes.concat(zero, zero));
        }
        p.before = Opening(abi.encode(parent), new bytes32[](0));
        if (second) {
            p.before = Opening(bytes.concat(run.before, hex"0102"), new bytes32[](10));
            for (uint256 i = 1; i < 10; ++i) {
                p.before.siblings[i] = p.opened.siblings[i];
            }
            p.before.siblings[0] = keccak256(p.opened.data);
            p.opened.siblings[0] = keccak256(p.before.data);
        }
        c.chunkRoot = _fold(p.opened, p.chunk);
        p.envelopes = run.envelopes;
        p.witness = run.witness;
        _bringToLife(c);
    }

    function challenge(Proof memory p) internal {
        fraud.challenge(p.claim, p.chunk, p.before, p.opened, p.envelopes, p.witness, WATCHER);
    }

    function _bringToLife(Claim memory c) private {
        // tip u48, finalisedIndex u48, generation u32
        _store(PACKED, 0, uint256(INDEX) | (uint256(INDEX - 1) << 48));
        _store(_at(INDEX, CLAIM_HASH), 0, uint256(keccak256(abi.encode(c))));
        uint256 bonds = _at(uint256(Role.claimant), BOND_OF);
        _store(uint256(keccak256(abi.encode(LIAR, bonds))), 0, BOND);
        _store(uint256(keccak256(abi.encode(WATCHER, OWED))), 0, 0);
        _store(uint256(keccak256(abi.encode(address(0), OWED))), 0, 0);
    }

    /// What a kill does, and nothing else.
    function assertKilled() internal view {
        assertEq(s.tip(), INDEX - 1, "tip");
        assertEq(s.generation(), 1, "generation");
        assertEq(s.finalisedIndex(), INDEX - 1, "final");
        assertEq(s.bondOf(Role.claimant, LIAR), 0, "bond");
        assertEq(s.owed(WATCHER), BOND / 2, "reward");
        assertEq(s.owed(address(0)), BOND - BOND / 2, "burned");
    }

    function assertUntouched() internal view {
        assertEq(s.tip(), INDEX, "tip");
        assertEq(s.generation(), 0, "generation");
        assertEq(s.bondOf(Role.claimant, LIAR), BOND, "bond");
        assertEq(s.owed(WATCHER), 0, "reward");
    }

    function _fold(Opening memory opening, uint256 index) private pure returns (bytes32 node) {
        node = keccak256(opening.data);
        for (uint256 i = 0; i < 10; ++i) {
            bytes32 other = opening.siblings[i];
            node = (index >> i) & 1 == 0
                ? keccak256(bytes.concat(node, other))
                : keccak256(bytes.concat(other, node));
        }
    }

    function _at(uint256 key, uint256 mapping_) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(key, mapping_)));
    }

    function _store(uint256 place, uint256 offset, uint256 value) private {
        vm.store(SETTLEMENT, bytes32(place + offset), bytes32(value));
    }
}
