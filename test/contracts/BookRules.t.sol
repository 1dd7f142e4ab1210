// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ERA_SLOTS,
    MAX_AMOUNT,
    SIDE_BUY,
    SIDE_SELL
} from "../../contracts/generated/Constants.sol";
import { Bitmap } from "../../contracts/libraries/Bitmap.sol";
import { Book } from "../../contracts/libraries/Book.sol";
import { Expiry } from "../../contracts/libraries/Expiry.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Leaves } from "../../contracts/libraries/Leaves.sol";
import { Locks } from "../../contracts/libraries/Locks.sol";
import { Units } from "../../contracts/libraries/Units.sol";
import { Level, Market, Order, OrderRef, State } from "../../contracts/types/State.sol";
import { StateFixture } from "./StateFixture.sol";
import { Test } from "forge-std/Test.sol";

/// Bitmaps, levels, expiries and locks against their definitions (PROTOCOL.md §§1 and 3).
contract BookRulesTest is StateFixture, Test {
    uint256 private constant MARKET = 2;
    uint256 private constant TICK = 700;

    // ---- Bitmaps

    /// A few neighbouring keys come and go; the first one is the smallest that is there.
    function testFuzz_first_key_is_the_smallest(uint256 from, uint256 changes) public view {
        from = bound(from, 0, (1 << 20) - 8) & ~uint256(7);
        uint256 root = Layout.sideBitmap(MARKET, SIDE_BUY);
        State memory state = _bitmapAround(root, from);
        uint256 set = 0;
        for (uint256 n = 0; n < 32; ++n) {
            uint256 key = (changes >> (8 * n)) % 8;
            bool added = (changes >> (8 * n + 7)) & 1 == 1;
            if (added) Bitmap.addKey(state, root, from + key);
            else Bitmap.removeKey(state, root, from + key);
            set = added ? set | (1 << key) : set & ~(1 << key);
            (bool found, uint256 first) = Bitmap.firstKey(state, root);
            assertEq(found, set != 0);
            assertEq(Bitmap.isEmpty(state, root), set == 0);
            uint256 smallest = 0;
            while (set != 0 && (set >> smallest) & 1 == 0) ++smallest;
            if (found) assertEq(first, from + smallest);
        }
    }

    // ---- Levels

    function testFuzz_a_level_is_first_in_first_out(uint32 first, uint32 second, uint256 taken)
        public
        view
    {
        first = uint32(bound(first, 1, type(uint32).max));
        second = uint32(bound(second, 1, type(uint32).max));
        taken = bound(taken, 1, first);
        State memory state = _level();
        Book.append(state, MARKET, SIDE_SELL, TICK, Order(5, first, 9, 0));
        Book.append(state, MARKET, SIDE_SELL, TICK, Order(6, second, 9, 0));
        _bestIs(state, uint256(first) + second);

        (OrderRef memory ref, Order memory order) = Book.headOf(state, MARKET, SIDE_SELL, TICK);
        assertEq(ref.position, 0);
        assertEq(order.account, 5);
        Book.takeFromHead(state, ref, order, taken);
        assertEq(order.lots, first, "the order given stays as it was");
        _bestIs(state, uint256(first) + second - taken);
        (ref, order) = Book.headOf(state, MARKET, SIDE_SELL, TICK);
        assertEq(order.lots, taken == first ? second : first - taken);
        if (taken < first) Book.takeFromHead(state, ref, order, order.lots);

        (ref, order) = Book.headOf(state, MARKET, SIDE_SELL, TICK);
        assertEq(order.account, 6);
        Book.remove(state, ref, order);
        (bool found,,) = Book.bestLevel(state, MARKET, SIDE_SELL);
        assertFalse(found);
        Level memory level = Leaves.readLevel(state, MARKET, SIDE_SELL, TICK);
        assertEq(level.head, 2, "an empty level starts over behind its last place");
        assertEq(level.tail, 2);
    }

    function test_a_dead_place_is_found_by_nobody_and_skipped() public view {
        State memory state = _level();
        Book.append(state, MARKET, SIDE_SELL, TICK, Order(5, 1, 9, 0));
        Book.append(state, MARKET, SIDE_SELL, TICK, Order(6, 2, 9, 0));
        OrderRef memory ref = OrderRef(MARKET, SIDE_SELL, TICK, 0);
        Book.remove(state, ref, Book.find(state, ref));
        assertEq(Book.find(state, ref).lots, 0);
        (, Order memory order) = Book.headOf(state, MARKET, SIDE_SELL, TICK);
        assertEq(order.lots, 0);
        Book.skipHead(state, MARKET, SIDE_SELL, TICK);
        (ref, order) = Book.headOf(state, MARKET, SIDE_SELL, TICK);
        assertEq(order.account, 6);
        ref.position = 2;
        assertEq(Book.find(state, ref).lots, 0, "behind the tail");
        ref.position = type(uint64).max;
        assertEq(Book.find(state, ref).lots, 0);
    }

    function test_a_ring_is_full_at_its_size() public view {
        State memory state = _level();
        Leaves.writeLevel(state, MARKET, SIDE_SELL, TICK, Level(7, 65_542, 1));
        assertTrue(Book.hasRoom(state, MARKET, SIDE_SELL, TICK));
        Leaves.writeLevel(state, MARKET, SIDE_SELL, TICK, Level(7, 65_543, 1));
        assertFalse(Book.hasRoom(state, MARKET, SIDE_SELL, TICK));
    }

    // ---- Expiries

    /// Two orders of one slot and one of the era after it.
    function test_expiries_come_in_order_over_two_eras() public view {
        uint256 slot = 5 * ERA_SLOTS + 77;
        uint256 later = 6 * ERA_SLOTS + 3;
        State memory state = _expiries(slot, later);
        assertEq(Expiry.nextEra(state, 5, 9 * ERA_SLOTS), 9, "both tables are empty");
        Expiry.scheduleExpiry(state, 0);
        Expiry.scheduleExpiry(state, later);
        Expiry.scheduleExpiry(state, slot);
        Expiry.scheduleExpiry(state, slot);
        assertEq(Expiry.nextEra(state, 5, 9 * ERA_SLOTS), 6);

        (bool found, uint256 due) = Expiry.firstDue(state, 5, slot - 1);
        assertFalse(found);
        for (uint256 n = 0; n < 2; ++n) {
            (found, due) = Expiry.firstDue(state, 5, slot);
            assertTrue(found);
            assertEq(due, slot);
            Expiry.unscheduleExpiry(state, slot);
        }
        Expiry.unscheduleExpiry(state, 0);
        (found, due) = Expiry.firstDue(state, 5, type(uint32).max);
        assertFalse(found);
        (found, due) = Expiry.firstDue(state, 6, later);
        assertTrue(found);
        assertEq(due, later);
        assertEq(Leaves.readExpiryCount(state, later), 1);
    }

    // ---- Locks

    /// What a fill of a bid releases covers the notional and the fee that it pays, at its limit and below.
    function testFuzz_a_release_covers_the_fill(
        uint32 lots,
        uint32 filled,
        uint256[2] memory ticks,
        uint64 quoteUnit,
        uint256 feeBps
    ) public pure {
        uint256 limit = bound(ticks[0], 1, (1 << 20) - 1);
        filled = uint32(bound(filled, 0, lots));
        Market memory market;
        market.base = 3;
        market.quote = 4;
        market.feeBps = bound(feeBps, 0, 1000);
        market.quoteUnit = bound(quoteUnit, 1, MAX_AMOUNT);
        (bool fits, uint256 asset, uint256 lock) = Locks.lockOf(market, SIDE_BUY, limit, lots);
        assertEq(asset, 4);
        assertEq(fits, lock <= MAX_AMOUNT);
        uint256 released = _released(market, limit, lots, filled);
        assertLe(released, lock);
        uint256 cost = Units.notional(filled, bound(ticks[1], 1, limit), market.quoteUnit);
        assertGe(released, cost + Units.feeFloor(cost, market.feeBps));
    }

    function testFuzz_bounds_are_of_both_sides(uint32 lots, uint256 tick, uint64 unit) public pure {
        tick = bound(tick, 1, (1 << 20) - 1);
        Market memory market;
        market.base = 3;
        market.baseUnit = bound(unit, 1, MAX_AMOUNT);
        market.quoteUnit = 1;
        market.feeBps = 30;
        (bool sells, uint256 asset, uint256 base) = Locks.lockOf(market, SIDE_SELL, tick, lots);
        (bool buys,, uint256 quote) = Locks.lockOf(market, SIDE_BUY, tick, lots);
        assertEq(asset, 3);
        assertEq(base, uint256(lots) * market.baseUnit);
        uint256 cost = uint256(lots) * tick;
        assertEq(quote, cost + (cost * 30 + 9999) / 10_000);
        assertEq(Units.withinAmounts(lots, tick, market), sells && buys);
        assertEq(sells && buys, base <= MAX_AMOUNT && quote <= MAX_AMOUNT);
    }

    // ---- Help

    function _released(Market memory market, uint256 limit, uint256 lots, uint256 filled)
        private
        pure
        returns (uint256 amount)
    {
        uint256 asset;
        (asset, amount) = Locks.releaseLock(market, SIDE_BUY, limit, lots, lots - filled);
        assertEq(asset, market.quote);
    }

    function _bestIs(State memory state, uint256 lots) private pure {
        (bool found, uint256 tick, uint256 total) = Book.bestLevel(state, MARKET, SIDE_SELL);
        assertTrue(found);
        assertEq(tick, TICK);
        assertEq(total, lots);
    }

    function _bitmapAround(uint256 root, uint256 key) private view returns (State memory) {
        uint256[] memory gindices = new uint256[](3);
        gindices[0] = Layout.bitmapLow(root, key / 256);
        gindices[1] = Layout.bitmapMiddle(root, key / 65_536);
        gindices[2] = Layout.bitmapTop(root);
        return _stateOf(gindices, new bytes32[](3));
    }

    function _expiries(uint256 slot, uint256 later) private view returns (State memory) {
        uint256[] memory gindices = new uint256[](8);
        gindices[0] = Layout.expiryCountLeaf(slot);
        gindices[1] = Layout.expiryCountLeaf(later);
        for (uint256 n = 0; n < 2; ++n) {
            uint256 key = (n == 0 ? slot : later) % ERA_SLOTS;
            uint256 root = Layout.expiryBitmap(n == 0 ? slot : later);
            gindices[2 + 3 * n] = Layout.bitmapLow(root, key / 256);
            gindices[3 + 3 * n] = Layout.bitmapMiddle(root, key / 65_536);
            gindices[4 + 3 * n] = Layout.bitmapTop(root);
        }
        return _stateOf(gindices, new bytes32[](8));
    }

    function _level() private view returns (State memory) {
        uint256 root = Layout.sideBitmap(MARKET, SIDE_SELL);
        uint256[] memory gindices = new uint256[](6);
        gindices[0] = Layout.bitmapLow(root, TICK / 256);
        gindices[1] = Layout.bitmapMiddle(root, 0);
        gindices[2] = Layout.bitmapTop(root);
        gindices[3] = Layout.levelLeaf(MARKET, SIDE_SELL, TICK);
        gindices[4] = Layout.orderLeaf(MARKET, SIDE_SELL, TICK, 0);
        gindices[5] = Layout.orderLeaf(MARKET, SIDE_SELL, TICK, 1);
        return _stateOf(gindices, new bytes32[](6));
    }
}
