// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RING_SIZE } from "../generated/Constants.sol";
import { Level, Order, OrderRef, State } from "../types/State.sol";
import { Bitmap } from "./Bitmap.sol";
import { Layout } from "./Layout.sol";
import { Leaves } from "./Leaves.sol";

/// A book side: first-in-first-out rings by level and a bitmap of the levels that hold live lots (PROTOCOL.md §3). Twin of
/// protocol/book.ts.
library Book {
    /// The side's best level and its live lots.
    function bestLevel(State memory state, uint256 market, uint256 side)
        internal
        pure
        returns (bool found, uint256 tick, uint256 total)
    {
        uint256 key;
        (found, key) = Bitmap.firstKey(state, Layout.sideBitmap(market, side));
        if (!found) return (false, 0, 0);
        tick = Layout.levelKey(side, key);
        total = Leaves.readLevel(state, market, side, key).total;
    }

    /// Whether the level's ring has room for one more order.
    function hasRoom(State memory state, uint256 market, uint256 side, uint256 tick)
        internal
        pure
        returns (bool)
    {
        Level memory level = Leaves.readLevel(state, market, side, Layout.levelKey(side, tick));
        return level.tail - level.head < RING_SIZE;
    }

    /// Puts an order last in its level; the caller has checked that there is room.
    function append(
        State memory state,
        uint256 market,
        uint256 side,
        uint256 tick,
        Order memory order
    ) internal pure {
        uint256 key = Layout.levelKey(side, tick);
        Level memory level = Leaves.readLevel(state, market, side, key);
        Leaves.writeOrder(state, market, side, key, level.tail, order);
        bool wasEmpty = level.total == 0;
        level.tail += 1;
        level.total += order.lots;
        Leaves.writeLevel(state, market, side, key, level);
        if (wasEmpty) Bitmap.addKey(state, Layout.sideBitmap(market, side), key);
    }

    /// The live order that a reference names; without lots if it names none.
    function find(State memory state, OrderRef memory ref)
        internal
        pure
        returns (Order memory order)
    {
        uint256 key = Layout.levelKey(ref.side, ref.tick);
        Level memory level = Leaves.readLevel(state, ref.market, ref.side, key);
        if (ref.position < level.head || ref.position >= level.tail) return order;
        return Leaves.readOrder(state, ref.market, ref.side, key, ref.position);
    }

    /// Takes a live order out, leaving a dead place that a fill skips later.
    function remove(State memory state, OrderRef memory ref, Order memory order) internal pure {
        uint256 key = Layout.levelKey(ref.side, ref.tick);
        Order memory dead;
        Leaves.writeOrder(state, ref.market, ref.side, key, ref.position, dead);
        Level memory level = Leaves.readLevel(state, ref.market, ref.side, key);
        level.total -= order.lots;
        _settleLevel(state, ref.market, ref.side, key, level);
    }

    /// First place of a level, dead or alive.
    function headOf(State memory state, uint256 market, uint256 side, uint256 tick)
        internal
        pure
        returns (OrderRef memory ref, Order memory order)
    {
        uint256 key = Layout.levelKey(side, tick);
        uint256 position = Leaves.readLevel(state, market, side, key).head;
        ref = OrderRef(market, side, tick, position);
        order = Leaves.readOrder(state, market, side, key, position);
    }

    /// Moves past a dead head.
    function skipHead(State memory state, uint256 market, uint256 side, uint256 tick)
        internal
        pure
    {
        uint256 key = Layout.levelKey(side, tick);
        Level memory level = Leaves.readLevel(state, market, side, key);
        level.head += 1;
        Leaves.writeLevel(state, market, side, key, level);
    }

    /// Takes `lots` from the live head, which has as many; a head filled whole is passed.
    function takeFromHead(State memory state, OrderRef memory ref, Order memory order, uint256 lots)
        internal
        pure
    {
        uint256 key = Layout.levelKey(ref.side, ref.tick);
        Order memory rest = Order(order.account, order.lots - lots, order.slot, order.expiry);
        Leaves.writeOrder(state, ref.market, ref.side, key, ref.position, rest);
        Level memory level = Leaves.readLevel(state, ref.market, ref.side, key);
        if (rest.lots == 0) level.head += 1;
        level.total -= lots;
        _settleLevel(state, ref.market, ref.side, key, level);
    }

    /// An empty level starts over behind its last place and leaves the bitmap.
    function _settleLevel(
        State memory state,
        uint256 market,
        uint256 side,
        uint256 key,
        Level memory level
    ) private pure {
        if (level.total == 0) level.head = level.tail;
        Leaves.writeLevel(state, market, side, key, level);
        if (level.total == 0) Bitmap.removeKey(state, Layout.sideBitmap(market, side), key);
    }
}
