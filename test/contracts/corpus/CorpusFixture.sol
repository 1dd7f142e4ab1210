// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ENVELOPE_TREE_DEPTH } from "../../../contracts/generated/Constants.sol";
import { Opening } from "../../../contracts/types/Challenge.sol";
import { KeyState, Seal, SealKind } from "../../../contracts/types/Facts.sol";
import { ByteReader } from "./ByteReader.sol";
import { Test } from "forge-std/Test.sol";

/// Runs of test/vectors/, kept as code: each at an address of its own, so that one is read without the others.
abstract contract CorpusFixture is Test {
    using ByteReader for ByteReader.Reader;

    address private constant NODES = address(0xa0de);
    uint160 private constant RUNS = 0xc0de0000;
    uint160 private constant ENVELOPES = 0xe0de0000;

    /// What a chunk's records run on, what comes of them, and roots that are wrong under them.
    struct StoredRun {
        /// Kind of the step that decides.
        uint256 column;
        /// 0, or why there is no post-state.
        uint256 reason;
        bytes32 before;
        bytes32 afterwards;
        bytes records;
        /// The slot that is sealed after `prev`; none if 0.
        uint32 slot;
        uint32 prev;
        Seal seal;
        uint256 firstWord;
        bytes32[] words;
        Opening[] envelopes;
        bytes witness;
        Stated[] stated;
    }

    struct Stated {
        uint256 mutation;
        bytes32 root;
    }

    uint256 internal runCount;

    /// WALRAS_FRESH names a folder with others than the committed ones.
    function readVectors(string memory file) internal view returns (string memory) {
        string memory folder = vm.envOr("WALRAS_FRESH", string("test/vectors"));
        return vm.readFile(string.concat(folder, "/", file));
    }

    function loadCorpus(string memory file) internal {
        string memory json = readVectors(file);
        vm.etch(NODES, bytes.concat(hex"00", vm.parseJsonBytes(json, ".nodes")));
        bytes[] memory list = vm.parseJsonBytesArray(json, ".envelopes");
        for (uint160 i = 0; i < list.length; ++i) {
            vm.etch(address(ENVELOPES + i), bytes.concat(hex"00", list[i]));
        }
        list = vm.parseJsonBytesArray(json, ".runs");
        for (uint160 i = 0; i < list.length; ++i) {
            vm.etch(address(RUNS + i), bytes.concat(hex"00", list[i]));
        }
        runCount = list.length;
        assertGt(runCount, 0);
    }

    /// The column of a run, without the rest.
    function columnOf(uint256 index) internal view returns (uint256) {
        return uint8(ByteReader.slice(_runAt(index), 0, 1)[0]);
    }

    /// 0, or why a run has no post-state.
    function reasonOf(uint256 index) internal view returns (uint256) {
        return uint8(ByteReader.slice(_runAt(index), 2, 1)[0]);
    }

    function readRun(uint256 index) internal view returns (StoredRun memory run) {
        ByteReader.Reader memory r = ByteReader.ofCode(_runAt(index));
        run.column = r.number(1);
        r.number(1);
        run.reason = r.number(1);
        run.before = r.word();
        run.afterwards = r.word();
        run.records = r.raw(r.number(2));
        run.prev = uint32(r.number(4));
        run.slot = uint32(r.number(4));
        if (run.slot != 0) _readSeal(r, run);
        run.firstWord = r.number(6);
        run.words = new bytes32[](r.number(1));
        for (uint256 i = 0; i < run.words.length; ++i) {
            run.words[i] = r.word();
        }
        run.envelopes = new Opening[](r.number(1));
        for (uint256 i = 0; i < run.envelopes.length; ++i) {
            run.envelopes[i] = _readEnvelope(r.number(2));
            // Its sealed index, which a challenge works out by itself.
            r.number(2);
        }
        run.witness = _readWitness(r);
        run.stated = new Stated[](r.number(2));
        for (uint256 i = 0; i < run.stated.length; ++i) {
            run.stated[i] = Stated(r.number(1), r.word());
        }
        assertEq(r.offset, r.data.length, "bytes of a run");
    }

    function _runAt(uint256 index) private pure returns (address) {
        return address(RUNS + uint160(index));
    }

    function _readSeal(ByteReader.Reader memory r, StoredRun memory run) private pure {
        run.seal.prev = run.prev;
        run.seal.root = r.word();
        run.seal.key = r.word();
        run.seal.inboxEnd = uint48(r.number(6));
        run.seal.count = uint16(r.number(2));
        run.seal.kind = SealKind(r.number(1));
        run.seal.keyState = KeyState(r.number(1));
    }

    function _readEnvelope(uint256 index) private view returns (Opening memory opening) {
        ByteReader.Reader memory r = ByteReader.ofCode(address(ENVELOPES + uint160(index)));
        opening.data = r.raw(r.number(2));
        opening.siblings = new bytes32[](ENVELOPE_TREE_DEPTH);
        for (uint256 i = 0; i < ENVELOPE_TREE_DEPTH; ++i) {
            opening.siblings[i] = _node(r.number(3));
        }
    }

    function _readWitness(ByteReader.Reader memory r) private view returns (bytes memory out) {
        uint256 bits = r.number(2);
        uint256 head = 2 + (bits + 7) / 8;
        r.offset -= 2;
        bytes memory descriptor = r.raw(head);
        uint256 count = (bits + 1) / 2;
        out = new bytes(head + 32 * count);
        assembly ("memory-safe") {
            mcopy(add(out, 32), add(descriptor, 32), head)
        }
        for (uint256 i = 0; i < count; ++i) {
            bytes32 node = _node(r.number(3));
            assembly ("memory-safe") {
                mstore(add(add(out, add(head, 32)), mul(32, i)), node)
            }
        }
    }

    function _node(uint256 index) private view returns (bytes32 node) {
        address where = NODES;
        assembly ("memory-safe") {
            extcodecopy(where, 0, add(1, mul(32, index)), 32)
            node := mload(0)
        }
    }
}
