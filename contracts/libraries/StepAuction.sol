// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INVALID_NOTHING_TO_FILL,
    INVALID_WRONG_CLEARING,
    MAX_AMOUNT,
    OPERATOR_ACCOUNT,
    PHASE_CLOSE,
    PHASE_FILL_ASKS,
    PHASE_FILL_BIDS,
    SIDE_BUY,
    SIDE_SELL,
    TICK_LIMIT
} from "../generated/Constants.sol";
import { Run } from "../types/Run.sol";
import { Auction, Market, Order, OrderRef, Price, State } from "../types/State.sol";
import { Book } from "./Book.sol";
import { Clearing, Rest } from "./Clearing.sol";
import { Expiry } from "./Expiry.sol";
import { Leaves } from "./Leaves.sol";
import { Locks } from "./Locks.sol";
import { Phases } from "./Phases.sol";
import { Records } from "./Records.sol";
import { Units } from "./Units.sol";

/// Steps of a market's auction. Twin of protocol/stepAuction.ts; `invalid` is 0, or why there is no post-state.
library StepAuction {
    /// One fill of a head order at the auction's price.
    struct Fill {
        OrderRef ref;
        Order order;
        uint256 lots;
        Price price;
    }

    /// Takes the claimed price and volume on trust until Close.
    function clear(Run memory run) internal pure returns (uint256 invalid) {
        uint256 tick;
        uint256 volume;
        (invalid, tick, volume) = Records.clearing(run.tape);
        if (invalid != 0) return invalid;
        Leaves.writeAuction(run.state, Auction(volume, volume, volume));
        Leaves.writePrice(run.state, Price(tick, 0, 0, 0));
        uint256 phase = volume == 0 ? PHASE_CLOSE : PHASE_FILL_BIDS;
        Phases.enter(run.state, run.cursor, phase, run.cursor.market);
        return 0;
    }

    /// The head of the best level of one side, filled or, if dead, skipped.
    function fill(Run memory run) internal pure returns (uint256 invalid) {
        uint256 market = run.cursor.market;
        uint256 side = run.cursor.phase == PHASE_FILL_BIDS ? SIDE_BUY : SIDE_SELL;
        Fill memory one;
        one.price = Leaves.readPrice(run.state);
        (bool found, uint256 tick,) = Book.bestLevel(run.state, market, side);
        if (!found || !_within(side, tick, one.price.tick)) return INVALID_NOTHING_TO_FILL;
        (one.ref, one.order) = Book.headOf(run.state, market, side, tick);
        if (one.order.lots == 0) {
            Book.skipHead(run.state, market, side, tick);
            return 0;
        }
        return _fillHead(run, one);
    }

    /// The clearing rule holds, fees go to the operator, the last price moves.
    function close(Run memory run) internal pure returns (uint256 invalid) {
        uint256 market = run.cursor.market;
        Market memory rules = Leaves.readMarket(run.state, market);
        Price memory price = Leaves.readPrice(run.state);
        uint256 volume = Leaves.readAuction(run.state).volume;
        uint256 last = Leaves.readLast(run.state, market);
        Rest memory rest = _restOf(run.state, market, volume == 0);
        if (!Clearing.holds(price.tick, volume, last, rules.bandBps, rest)) {
            return INVALID_WRONG_CLEARING;
        }
        Leaves.addAvailable(run.state, OPERATOR_ACCOUNT, rules.quote, price.fee);
        Leaves.writeLast(run.state, market, price.tick);
        Phases.enterAfterMarket(run.state, run.cursor);
        return 0;
    }

    function _fillHead(Run memory run, Fill memory one) private pure returns (uint256 invalid) {
        Auction memory auction = Leaves.readAuction(run.state);
        bool buys = one.ref.side == SIDE_BUY;
        uint256 left = buys ? auction.bidLeft : auction.askLeft;
        one.lots = one.order.lots < left ? one.order.lots : left;
        invalid = Records.fill(run.tape, one.order.account, one.lots);
        if (invalid != 0) return invalid;
        Market memory market = Leaves.readMarket(run.state, one.ref.market);
        Book.takeFromHead(run.state, one.ref, one.order, one.lots);
        if (one.lots == one.order.lots) Expiry.unscheduleExpiry(run.state, one.order.expiry);
        invalid = _settle(run.state, market, one);
        if (invalid != 0) return invalid;
        left -= one.lots;
        if (buys) (auction.bidLeft, one.price.lastBid) = (left, one.ref.tick);
        else (auction.askLeft, one.price.lastAsk) = (left, one.ref.tick);
        Leaves.writeAuction(run.state, auction);
        Leaves.writePrice(run.state, one.price);
        if (left == 0) {
            uint256 next = buys ? PHASE_FILL_ASKS : PHASE_CLOSE;
            Phases.enter(run.state, run.cursor, next, run.cursor.market);
        }
        return 0;
    }

    /// Moves the money of one fill, its fee into the auction's. Never above 2^53−1: bids fill first, and the locks of those
    /// that paid this price for the whole volume cover what the asks get.
    function _settle(State memory state, Market memory market, Fill memory one)
        private
        pure
        returns (uint256 invalid)
    {
        Order memory order = one.order;
        uint256 cost = Units.notional(one.lots, one.price.tick, market.quoteUnit);
        uint256 fee = Units.feeFloor(cost, market.feeBps);
        one.price.fee += fee;
        if (one.ref.side == SIDE_SELL) {
            Leaves.addAvailable(state, order.account, market.quote, cost - fee);
            return 0;
        }
        uint256 rest = order.lots - one.lots;
        (, uint256 released) =
            Locks.releaseLock(market, one.ref.side, one.ref.tick, order.lots, rest);
        Leaves.addAvailable(state, order.account, market.quote, released - cost - fee);
        return _credit(state, order.account, market.base, one.lots * market.baseUnit);
    }

    /// Gives base to a buyer before the asks have given it. More than 2^53−1 in one hand is more than the asks can hold.
    function _credit(State memory state, uint256 account, uint256 base, uint256 amount)
        private
        pure
        returns (uint256 invalid)
    {
        uint256 available = Leaves.readBalance(state, account, base).available;
        if (available + amount > MAX_AMOUNT) return INVALID_WRONG_CLEARING;
        Leaves.addAvailable(state, account, base, amount);
        return 0;
    }

    /// Whether a level may trade at `price`.
    function _within(uint256 side, uint256 tick, uint256 price) private pure returns (bool) {
        return side == SIDE_BUY ? tick >= price : tick <= price;
    }

    function _restOf(State memory state, uint256 market, bool nothingFilled)
        private
        pure
        returns (Rest memory rest)
    {
        bool found;
        (found, rest.bid, rest.bidTotal) = Book.bestLevel(state, market, SIDE_BUY);
        (found, rest.ask, rest.askTotal) = Book.bestLevel(state, market, SIDE_SELL);
        if (!found) rest.ask = TICK_LIMIT;
        Price memory price = Leaves.readPrice(state);
        rest.lastBid = nothingFilled ? TICK_LIMIT : price.lastBid;
        rest.lastAsk = nothingFilled ? 0 : price.lastAsk;
    }
}
