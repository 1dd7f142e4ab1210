// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    MAX_STEPS_PER_ROOT,
    MAX_TRANSACTION_BYTES,
    MAX_TRANSACTION_GAS
} from "../../../contracts/generated/Constants.sol";
import { IFraudProof } from "../../../contracts/interfaces/IFraudProof.sol";
import { Court } from "./Court.sol";
import { console } from "forge-std/console.sol";

/// What the dearest challenges cost, of one step by kind and of whole chunks; the larger of standard and floor (EIP-7623)
/// is paid. At `STEPS_PER_ROOT` every one stays below 6,000,000 gas and 96 KB of calldata; as long as a chunk may be at all,
/// every one fits a transaction.
contract ChallengeGasTest is Court {
    /// What deployments use; the largest of the sizes measured that keeps to both limits.
    uint256 private constant STEPS_PER_ROOT = 16;
    /// More than a transaction's other fields and its signature take.
    uint256 private constant TRANSACTION_OVERHEAD = 1024;
    uint256 private constant MOST_GAS = 6_000_000;
    uint256 private constant MOST_CALLDATA = 98_304;

    function corpusFile() internal pure override returns (string memory) {
        return "worst-chunks.json";
    }

    function test_the_dearest_challenges() public {
        string memory json = readVectors(corpusFile());
        string[] memory names = vm.parseJsonStringArray(json, ".names");
        console.log("| chunk | calldata bytes | calldata | execution | floor | paid |");
        for (uint256 i = 0; i < runCount; ++i) {
            this.measure(i, names[i]);
        }
    }

    function measure(uint256 index, string memory name) external {
        StoredRun memory run = readRun(index);
        tellFacts(run);
        Proof memory p = claimOf(run, keccak256("a wrong root"), true);
        bytes memory data = abi.encodeCall(
            IFraudProof.challenge,
            (p.claim, p.chunk, p.before, p.opened, p.envelopes, p.witness, WATCHER)
        );
        _cool(address(s));
        _cool(address(fraud));
        uint256 execution = gasleft();
        (bool done,) = address(fraud).call(data);
        execution -= gasleft();
        assertTrue(done, name);
        assertKilled();
        uint256 paid = _paid(data, execution, name);
        if (run.column > MAX_STEPS_PER_ROOT) return;
        assertLt(paid, MAX_TRANSACTION_GAS, name);
        assertLt(data.length + TRANSACTION_OVERHEAD, MAX_TRANSACTION_BYTES, name);
        if (run.column > STEPS_PER_ROOT) return;
        assertLt(paid, MOST_GAS, name);
        assertLt(data.length, MOST_CALLDATA, name);
    }

    /// As a transaction finds it: with no slot read before.
    function _cool(address account) private {
        (bool done,) = address(vm).call(abi.encodeWithSignature("cool(address)", account));
        assertTrue(done);
    }

    function _paid(bytes memory data, uint256 execution, string memory name)
        private
        pure
        returns (uint256 paid)
    {
        uint256 tokens;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        uint256 standard = 21_000 + 4 * tokens + execution;
        uint256 floor = 21_000 + 10 * tokens;
        paid = standard > floor ? standard : floor;
        string memory row = string.concat("| ", name, " | ", vm.toString(data.length), " | ");
        row = string.concat(row, vm.toString(4 * tokens), " | ", vm.toString(execution), " | ");
        console.log(string.concat(row, vm.toString(floor), " | ", vm.toString(paid), " |"));
    }
}
