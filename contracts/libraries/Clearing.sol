// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { BPS, TICK_LIMIT } from "../generated/Constants.sol";

/// What is left of the book after volume lots were filled on each side in priority order.
struct Rest {
    /// Best remaining bid and ask ticks: 0 and 2^20 if none.
    uint256 bid;
    uint256 ask;
    /// Live lots at those levels; 0 if none.
    uint256 bidTotal;
    uint256 askTotal;
    /// Worst ticks filled: 2^20 and 0 if volume is 0.
    uint256 lastBid;
    uint256 lastAsk;
}

/// The clearing rule, judged from what the fills left of the book (PROTOCOL.md §5). Twin of `clearingHolds` in
/// protocol/clearing.ts.
library Clearing {
    /// Whether (tick, volume) is the one right clearing.
    function holds(uint256 tick, uint256 volume, uint256 last, uint256 bandBps, Rest memory rest)
        internal
        pure
        returns (bool)
    {
        if (rest.lastAsk > rest.lastBid) return false;
        (uint256 low, uint256 high) = _bandAround(last, bandBps);
        if (rest.bid >= rest.ask) {
            return (tick == high && rest.ask > high) || (tick == low && rest.bid < low);
        }
        if (volume == 0) return tick == last;
        return tick == _clamp(_priceOfGreatestVolume(last, rest), low, high);
    }

    function _bandAround(uint256 last, uint256 bandBps)
        private
        pure
        returns (uint256 low, uint256 high)
    {
        uint256 reach = _max(1, last * bandBps / BPS);
        low = last > reach ? last - reach : 1;
        high = _min(TICK_LIMIT - 1, last + reach);
    }

    /// The ticks of greatest volume are [lastAsk, lastBid]; surplus is zero strictly between the remaining bid and ask,
    /// of which the bid is the lower one.
    function _priceOfGreatestVolume(uint256 last, Rest memory rest) private pure returns (uint256) {
        uint256 low = _max(rest.bid + 1, rest.lastAsk);
        uint256 high = _min(rest.ask - 1, rest.lastBid);
        if (low <= high) return _clamp(last, low, high);
        if (rest.ask > rest.lastBid) return rest.bid;
        if (rest.bid < rest.lastAsk) return rest.ask;
        // Between a tick with buy surplus below one with sell surplus: the smaller surplus, then the last price's side.
        if (rest.bidTotal != rest.askTotal) {
            return rest.bidTotal < rest.askTotal ? rest.bid : rest.ask;
        }
        return last <= rest.bid ? rest.bid : rest.ask;
    }

    function _clamp(uint256 value, uint256 low, uint256 high) private pure returns (uint256) {
        return _min(_max(value, low), high);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
