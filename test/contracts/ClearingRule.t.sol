// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Clearing, Rest } from "../../contracts/libraries/Clearing.sol";
import { VectorFile } from "./VectorFile.sol";

/// The judgement of a clearing, by the corpus that TypeScript is tried with too.
contract ClearingRuleTest is VectorFile {
    function test_judged_clearings() public {
        _load("clearing");
        uint256 count = _count(".judged", ".tick");
        assertGt(count, 90);
        uint256 right = 0;
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".judged", i);
            bool holds = _judged(path);
            assertEq(holds, vm.parseJsonBool(json, string.concat(path, ".holds")), path);
            if (holds) ++right;
        }
        assertGt(right, 20);
        assertLt(right, count - 20);
    }

    /// Whatever is left of the book and whatever was claimed, there is an answer.
    function testFuzz_every_rest_is_judged(
        uint32 tick,
        uint64 volume,
        uint32 last,
        uint32 bandBps,
        uint64[6] memory rest
    ) public pure {
        Rest memory left;
        left.bid = bound(rest[0], 0, 1 << 20);
        left.ask = bound(rest[1], 0, 1 << 20);
        left.bidTotal = rest[2];
        left.askTotal = rest[3];
        left.lastBid = bound(rest[4], 0, 1 << 20);
        left.lastAsk = bound(rest[5], 0, 1 << 20);
        bool holds = Clearing.holds(tick, volume, last, bandBps, left);
        if (left.lastAsk > left.lastBid) assertFalse(holds);
    }

    function _judged(string memory path) private view returns (bool) {
        Rest memory rest;
        rest.bid = _number(string.concat(path, ".bid"));
        rest.ask = _number(string.concat(path, ".ask"));
        rest.bidTotal = _number(string.concat(path, ".bidTotal"));
        rest.askTotal = _number(string.concat(path, ".askTotal"));
        rest.lastBid = _number(string.concat(path, ".lastBid"));
        rest.lastAsk = _number(string.concat(path, ".lastAsk"));
        return Clearing.holds(
            _number(string.concat(path, ".tick")),
            _number(string.concat(path, ".volume")),
            _number(string.concat(path, ".last")),
            _number(string.concat(path, ".bandBps")),
            rest
        );
    }
}
