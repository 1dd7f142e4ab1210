// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { BPS, MAX_AMOUNT, SIDE_BUY, SIDE_SELL } from "../generated/Constants.sol";
import { Market } from "../types/State.sol";

/// Money of an order (PROTOCOL.md §1). Twin of protocol/units.ts. Factors lie below 2^64, so no product overflows.
library Units {
    /// Quote units of `lots` at `tick`, whatever the size.
    function notional(uint256 lots, uint256 tick, uint256 quoteUnit)
        internal
        pure
        returns (uint256)
    {
        return lots * tick * quoteUnit;
    }

    function feeFloor(uint256 amount, uint256 feeBps) internal pure returns (uint256) {
        return amount * feeBps / BPS;
    }

    function feeCeil(uint256 amount, uint256 feeBps) internal pure returns (uint256) {
        return (amount * feeBps + BPS - 1) / BPS;
    }

    /// Units that an order locks at its limit: of quote for a buy, of base for a sell. They fit up to 2^53−1.
    function lockedBy(uint256 side, uint256 lots, uint256 tick, Market memory market)
        internal
        pure
        returns (bool fits, uint256 amount)
    {
        if (side == SIDE_SELL) {
            amount = lots * market.baseUnit;
        } else {
            amount = notional(lots, tick, market.quoteUnit);
            amount += feeCeil(amount, market.feeBps);
        }
        fits = amount <= MAX_AMOUNT;
    }

    /// Both bounds of an order: lots·baseUnit and notional + fee must not exceed 2^53−1, whatever its side.
    function withinAmounts(uint256 lots, uint256 tick, Market memory market)
        internal
        pure
        returns (bool)
    {
        (bool sells,) = lockedBy(SIDE_SELL, lots, tick, market);
        (bool buys,) = lockedBy(SIDE_BUY, lots, tick, market);
        return sells && buys;
    }
}
