// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MAX_AMOUNT } from "../../../contracts/generated/Constants.sol";
import { Clearing, Rest } from "../../../contracts/libraries/Clearing.sol";
import { Envelope } from "../../../contracts/libraries/Envelope.sol";
import { KeySet } from "../../../contracts/libraries/KeySet.sol";
import { Operation } from "../../../contracts/libraries/Operation.sol";
import { Shuffle } from "../../../contracts/libraries/Shuffle.sol";
import { Units } from "../../../contracts/libraries/Units.sol";
import { Varint } from "../../../contracts/libraries/Varint.sol";
import { OperationBlock } from "../../../contracts/types/Operations.sol";
import { OpenedEnvelope } from "../../../contracts/types/Run.sol";
import { Market } from "../../../contracts/types/State.sol";
import { ByteReader } from "./ByteReader.sol";
import { Test } from "forge-std/Test.sol";

/// Functions that exist in both languages, on inputs that TypeScript drew at random and on what it made of them.
/// WALRAS_FRESH names a folder with others than the committed ones.
contract TwinsTest is Test {
    using ByteReader for ByteReader.Reader;

    string private json;
    bytes32 private domain;

    function setUp() public {
        string memory folder = vm.envOr("WALRAS_FRESH", string("test/vectors"));
        json = vm.readFile(string.concat(folder, "/twins.json"));
        domain = vm.parseJsonBytes32(json, ".domainSeparator");
    }

    function test_clearing() public view {
        bytes[] memory list = _list(".clearing");
        uint256 held;
        for (uint256 i = 0; i < list.length; ++i) {
            ByteReader.Reader memory r = ByteReader.Reader(list[i], 0);
            if (_clearing(r)) ++held;
        }
        assertGt(held, list.length / 50);
    }

    function test_shuffle() public view {
        bytes[] memory list = _list(".shuffle");
        for (uint256 i = 0; i < list.length; ++i) {
            ByteReader.Reader memory r = ByteReader.Reader(list[i], 0);
            bytes32 seed = r.word();
            uint256 count = r.number(2);
            uint256 position = r.number(2);
            uint256[] memory table = Shuffle.pivots(seed, count);
            uint256 expected = r.number(2);
            assertEq(Shuffle.index(table, seed, position, count), expected);
            // And once more by what the table now holds.
            assertEq(Shuffle.index(table, seed, position, count), expected);
        }
    }

    function test_operations() public view {
        bytes[] memory list = _list(".operation");
        for (uint256 i = 0; i < list.length; ++i) {
            ByteReader.Reader memory r = ByteReader.Reader(list[i], 0);
            (bool ok, OperationBlock memory op) = Operation.decode(bytes16(r.raw(16)));
            assertEq(ok, r.number(1) == 1);
            if (!ok) continue;
            assertEq(op.market, r.number(1));
            assertEq(op.side, r.number(1));
            assertEq(op.tick, r.number(3));
            assertEq(op.lots, r.number(4));
            assertEq(op.expiry, r.number(4));
            assertEq(_capped(op.position), r.number(8));
            assertEq(op.asset, r.number(1));
            assertEq(_capped(op.amount), r.number(8));
        }
    }

    function test_varints() public view {
        bytes[] memory list = _list(".varint");
        for (uint256 i = 0; i < list.length; ++i) {
            ByteReader.Reader memory r = ByteReader.Reader(list[i], 0);
            bytes memory data = r.raw(r.number(2));
            (bool ok, uint256 value, uint256 next) = Varint.read(data, r.number(2));
            assertEq(ok, r.number(1) == 1);
            if (!ok) continue;
            assertEq(value, r.number(8));
            assertEq(next, r.number(2));
        }
    }

    function test_units() public view {
        bytes[] memory list = _list(".units");
        for (uint256 i = 0; i < list.length; ++i) {
            _units(ByteReader.Reader(list[i], 0));
        }
    }

    function test_envelopes() public view {
        bytes[] memory list = _list(".envelope");
        for (uint256 i = 0; i < list.length; ++i) {
            _envelope(ByteReader.Reader(list[i], 0));
        }
    }

    function _list(string memory name) private view returns (bytes[] memory list) {
        list = vm.parseJsonBytesArray(json, name);
        assertGt(list.length, 0);
    }

    function _clearing(ByteReader.Reader memory r) private pure returns (bool holds) {
        (uint256 tick, uint256 volume, uint256 last) = (r.number(4), r.number(8), r.number(4));
        uint256 bandBps = r.number(2);
        Rest memory rest;
        (rest.bid, rest.ask) = (r.number(4), r.number(4));
        (rest.bidTotal, rest.askTotal) = (r.number(8), r.number(8));
        (rest.lastBid, rest.lastAsk) = (r.number(4), r.number(4));
        holds = Clearing.holds(tick, volume, last, bandBps, rest);
        assertEq(holds, r.number(1) == 1);
    }

    function _units(ByteReader.Reader memory r) private pure {
        (uint256 side, uint256 lots, uint256 tick) = (r.number(1), r.number(4), r.number(4));
        Market memory market;
        market.feeBps = r.number(2);
        (market.baseUnit, market.quoteUnit) = (r.number(8), r.number(8));
        (bool fits, uint256 locked) = Units.lockedBy(side, lots, tick, market);
        assertEq(fits, r.number(1) == 1);
        uint256 expected = r.number(8);
        if (fits) assertEq(locked, expected);
        assertEq(Units.withinAmounts(lots, tick, market), r.number(1) == 1);
        uint256 amount = r.number(8);
        assertEq(Units.feeFloor(amount, market.feeBps), r.number(8));
        assertEq(Units.feeCeil(amount, market.feeBps), r.number(8));
    }

    function _envelope(ByteReader.Reader memory r) private view {
        (bool ok, OpenedEnvelope memory envelope) = Envelope.parse(r.raw(r.number(2)));
        bytes32 key = r.word();
        uint256 slot = r.number(4);
        assertEq(ok, r.number(1) == 1);
        if (!ok) return;
        bytes32 digest = Envelope.digest(envelope, domain, slot, KeySet.addressOf(key));
        assertEq(uint160(Envelope.signer(envelope, digest)), r.number(20));
        address shared = Envelope.sharedAddress(envelope, key);
        assertEq(uint160(shared), r.number(20));
        if (shared == address(0)) return;
        bytes16 last = Envelope.decrypt(
            envelope, Envelope.kdfDomain(domain), slot, shared, envelope.blocks - 1
        );
        assertEq(last, bytes16(r.raw(16)));
    }

    /// TypeScript tells numbers above 2^53 − 1 from others, and not from each other.
    function _capped(uint256 value) private pure returns (uint256) {
        return value > MAX_AMOUNT ? MAX_AMOUNT + 1 : value;
    }
}
