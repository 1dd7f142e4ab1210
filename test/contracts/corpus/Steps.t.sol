// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { INVALID_ROOT_MISMATCH } from "../../../contracts/generated/Constants.sol";
import { IFraudProof } from "../../../contracts/interfaces/IFraudProof.sol";
import { Court } from "./Court.sol";
import { console } from "forge-std/console.sol";

/// The corpus executed on L1: every right chunk runs to the root that TypeScript gives and cannot be challenged; every lie
/// about it is challenged with the verdict that TypeScript gives, by the real contracts.
contract StepsTest is Court {
    uint256 private constant WHOLE = 12;

    function test_single_steps_are_run_as_in_typescript() public {
        _run(0, WHOLE - 1);
    }

    function test_whole_chunks_are_run_as_in_typescript() public {
        _run(WHOLE, WHOLE);
    }

    function test_lies_about_inputs() public {
        _lie(0, 3);
    }

    function test_lies_about_operations() public {
        _lie(4, 4);
    }

    function test_lies_about_auctions() public {
        _lie(5, 8);
    }

    function test_lies_about_closes() public {
        _lie(9, 9);
    }

    function test_lies_about_ends() public {
        _lie(10, 11);
    }

    function test_lies_about_whole_chunks() public {
        _lie(WHOLE, WHOLE);
    }

    /// Runs whose deciding step is of one of the kinds.
    function _run(uint256 first, uint256 last) private {
        uint256 right;
        uint256 wrong;
        for (uint256 i = 0; i < runCount; ++i) {
            uint256 column = columnOf(i);
            if (column < first || column > last) continue;
            if (this.runOne(i)) ++right;
            else ++wrong;
        }
        console.log("runs to a root, verdicts:", right, wrong);
        assertGt(right, 0);
        assertGt(wrong, 0);
    }

    /// Stated as it is, a run with a root cannot be challenged, and one without is.
    function runOne(uint256 index) external returns (bool right) {
        StoredRun memory run = readRun(index);
        tellFacts(run);
        right = run.reason == 0;
        bytes32 root = right ? run.afterwards : bytes32(index + 1);
        Proof memory p = claimOf(run, root, index % 2 == 0);
        if (right) {
            vm.expectRevert(abi.encodeWithSelector(IFraudProof.ChunkHolds.selector, p.chunk, root));
            challenge(p);
            assertUntouched();
        } else {
            _expectVerdict(p, run.reason, root, 0);
            challenge(p);
            assertKilled();
        }
    }

    /// Lies about one of the kinds, counted by mutation.
    function _lie(uint256 first, uint256 last) private {
        string memory json = readVectors(corpusFile());
        uint256 mutations = vm.parseJsonStringArray(json, ".mutations").length;
        uint256[] memory caught = new uint256[](mutations);
        uint256 total;
        for (uint256 i = 0; i < runCount; ++i) {
            uint256 column = columnOf(i);
            if (column < first || column > last) continue;
            uint256[] memory list = this.lieOne(i);
            for (uint256 n = 0; n < list.length; ++n) {
                ++caught[list[n]];
            }
            total += list.length;
        }
        uint256 ways;
        for (uint256 m = 0; m < mutations; ++m) {
            if (caught[m] > 0) ++ways;
        }
        console.log("ways to lie, lies caught:", ways, total);
        assertEq(total, _expectedLies(json, first, last));
    }

    /// The mutations by which a run was lied about; each of these lies is challenged.
    function lieOne(uint256 index) external returns (uint256[] memory caught) {
        StoredRun memory run = readRun(index);
        tellFacts(run);
        caught = new uint256[](run.stated.length);
        for (uint256 i = 0; i < caught.length; ++i) {
            Stated memory stated = run.stated[i];
            this.lieAbout(index, i);
            caught[i] = stated.mutation;
        }
    }

    function lieAbout(uint256 index, uint256 lie) external {
        StoredRun memory run = readRun(index);
        bytes32 root = run.stated[lie].root;
        Proof memory p = claimOf(run, root, lie % 2 == 0);
        uint256 reason = run.reason == 0 ? INVALID_ROOT_MISMATCH : run.reason;
        _expectVerdict(p, reason, root, run.afterwards);
        challenge(p);
        assertKilled();
    }

    function _expectVerdict(Proof memory p, uint256 reason, bytes32 given, bytes32 expected)
        private
    {
        vm.expectEmit(address(fraud));
        emit IFraudProof.Challenged(p.claim.index, p.chunk, WATCHER, reason, given, expected);
    }

    function _expectedLies(string memory json, uint256 first, uint256 last)
        private
        pure
        returns (uint256 total)
    {
        uint256[] memory sums = vm.parseJsonUintArray(json, ".sums");
        for (uint256 column = first; column <= last; ++column) {
            total += sums[column];
        }
    }
}
