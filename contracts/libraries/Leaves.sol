// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AUCTION_LEAF,
    CURSOR_LEAF,
    INPUTS_LEAF,
    PARAMETERS_LEAF,
    PRICE_LEAF
} from "../generated/Constants.sol";
import {
    Auction,
    Balance,
    Cursor,
    Inputs,
    Level,
    Market,
    Order,
    Parameters,
    Price,
    State
} from "../types/State.sol";
import { Layout } from "./Layout.sol";
import { Witness } from "./Witness.sol";
import { Words } from "./Words.sol";

/// Leaves of the state, read and written whole. Twin of protocol/leaves.ts. Unused words are written as zero.
library Leaves {
    using Witness for State;
    using Words for uint256;

    function readCursor(State memory state) internal pure returns (Cursor memory c) {
        uint256 w = _words(state, CURSOR_LEAF);
        c.slot = w.at32(0);
        c.phase = w.at32(1) & 0xff;
        c.market = w.at32(1) >> 8;
        c.i = w.at32(2);
        c.j = w.at32(3);
        c.inboxCursor = w.at64(4);
        c.era = w.at32(6);
    }

    function writeCursor(State memory state, Cursor memory c) internal pure {
        uint256 w = c.slot | (c.phase << 32) | (c.market << 40) | (c.i << 64);
        w |= (c.j << 96) | (c.inboxCursor << 128) | (c.era << 192);
        state.set(CURSOR_LEAF, Words.store(w));
    }

    function readInputs(State memory state) internal pure returns (Inputs memory inputs) {
        uint256 w = _words(state, INPUTS_LEAF);
        inputs.count = w.at32(0);
        inputs.certified = w.at32(1) & 1 != 0;
        inputs.opened = w.at32(1) & 2 != 0;
        inputs.inboxEnd = w.at64(2);
    }

    function writeInputs(State memory state, Inputs memory inputs) internal pure {
        uint256 flags = (inputs.certified ? 1 : 0) | (inputs.opened ? 2 : 0);
        state.set(INPUTS_LEAF, Words.store(inputs.count | (flags << 32) | (inputs.inboxEnd << 64)));
    }

    function readAuction(State memory state) internal pure returns (Auction memory a) {
        uint256 w = _words(state, AUCTION_LEAF);
        a.bidLeft = w.at64(0);
        a.askLeft = w.at64(2);
        a.volume = w.at64(4);
    }

    function writeAuction(State memory state, Auction memory a) internal pure {
        state.set(AUCTION_LEAF, Words.store(a.bidLeft | (a.askLeft << 64) | (a.volume << 128)));
    }

    function readPrice(State memory state) internal pure returns (Price memory p) {
        uint256 w = _words(state, PRICE_LEAF);
        p.tick = w.at32(0);
        p.lastBid = w.at32(1);
        p.lastAsk = w.at32(2);
        p.fee = w.at64(4);
    }

    function writePrice(State memory state, Price memory p) internal pure {
        uint256 w = p.tick | (p.lastBid << 32) | (p.lastAsk << 64) | (p.fee << 128);
        state.set(PRICE_LEAF, Words.store(w));
    }

    function readParameters(State memory state) internal pure returns (Parameters memory p) {
        uint256 w = _words(state, PARAMETERS_LEAF);
        p.operationFee = w.at64(0);
        p.stepsPerRoot = w.at32(2);
        p.marketCount = w.at32(3);
        p.assetCount = w.at32(4);
    }

    function readBalance(State memory state, uint256 account, uint256 asset)
        internal
        pure
        returns (Balance memory b)
    {
        uint256 w = _words(state, Layout.balanceLeaf(account, asset));
        b.available = w.at64(0);
        b.withdrawn = w.at64(2);
    }

    function writeBalance(State memory state, uint256 account, uint256 asset, Balance memory b)
        internal
        pure
    {
        state.set(
            Layout.balanceLeaf(account, asset), Words.store(b.available | (b.withdrawn << 64))
        );
    }

    /// Adds to what an account may spend; the sum stays within 2^53 − 1.
    function addAvailable(State memory state, uint256 account, uint256 asset, uint256 amount)
        internal
        pure
    {
        Balance memory b = readBalance(state, account, asset);
        b.available += amount;
        writeBalance(state, account, asset, b);
    }

    /// Takes from what an account may spend; the caller has checked that it suffices.
    function takeAvailable(State memory state, uint256 account, uint256 asset, uint256 amount)
        internal
        pure
    {
        Balance memory b = readBalance(state, account, asset);
        b.available -= amount;
        writeBalance(state, account, asset, b);
    }

    function readMarket(State memory state, uint256 market)
        internal
        pure
        returns (Market memory m)
    {
        uint256 w = _words(state, Layout.paramsLeaf(market));
        m.base = w.at32(0) & 0xff;
        m.quote = (w.at32(0) >> 8) & 0xff;
        m.feeBps = w.at32(0) >> 16;
        m.bandBps = w.at32(1);
        m.minLots = w.at32(2);
        m.baseUnit = w.at64(4);
        m.quoteUnit = w.at64(6);
    }

    /// The market's last clearing price, a tick.
    function readLast(State memory state, uint256 market) internal pure returns (uint256) {
        return _words(state, Layout.lastLeaf(market)).at32(0);
    }

    function writeLast(State memory state, uint256 market, uint256 tick) internal pure {
        state.set(Layout.lastLeaf(market), Words.store(tick));
    }

    function readLevel(State memory state, uint256 market, uint256 side, uint256 key)
        internal
        pure
        returns (Level memory l)
    {
        uint256 w = _words(state, Layout.levelLeaf(market, side, key));
        l.head = w.at64(0);
        l.tail = w.at64(2);
        l.total = w.at64(4);
    }

    function writeLevel(
        State memory state,
        uint256 market,
        uint256 side,
        uint256 key,
        Level memory l
    ) internal pure {
        state.set(
            Layout.levelLeaf(market, side, key),
            Words.store(l.head | (l.tail << 64) | (l.total << 128))
        );
    }

    /// The order at a position of its level; lots 0 where it is dead.
    function readOrder(
        State memory state,
        uint256 market,
        uint256 side,
        uint256 key,
        uint256 position
    ) internal pure returns (Order memory o) {
        uint256 w = _words(state, Layout.orderLeaf(market, side, key, position));
        o.account = w.at32(0);
        o.lots = w.at32(1);
        o.slot = w.at32(2);
        o.expiry = w.at32(3);
    }

    /// An order without lots is dead: its leaf is zero.
    function writeOrder(
        State memory state,
        uint256 market,
        uint256 side,
        uint256 key,
        uint256 position,
        Order memory o
    ) internal pure {
        uint256 w = o.account | (o.lots << 32) | (o.slot << 64) | (o.expiry << 96);
        if (o.lots == 0) w = 0;
        state.set(Layout.orderLeaf(market, side, key, position), Words.store(w));
    }

    /// Live orders that expire in a slot.
    function readExpiryCount(State memory state, uint256 slot) internal pure returns (uint256) {
        return _words(state, Layout.expiryCountLeaf(slot)).at32(0);
    }

    function writeExpiryCount(State memory state, uint256 slot, uint256 count) internal pure {
        state.set(Layout.expiryCountLeaf(slot), Words.store(count));
    }

    function _words(State memory state, uint256 gindex) private pure returns (uint256) {
        return Words.load(state.get(gindex));
    }
}
