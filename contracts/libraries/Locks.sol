// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SIDE_BUY } from "../generated/Constants.sol";
import { Market } from "../types/State.sol";
import { Units } from "./Units.sol";

/// What orders lock. Twin of protocol/locks.ts.
library Locks {
    /// Quote for a buy at its limit, base for a sell.
    function lockOf(Market memory market, uint256 side, uint256 tick, uint256 lots)
        internal
        pure
        returns (bool fits, uint256 asset, uint256 amount)
    {
        (fits, amount) = Units.lockedBy(side, lots, tick, market);
        asset = side == SIDE_BUY ? market.quote : market.base;
    }

    /// What an order no longer locks when its lots fall from `before` to `afterwards`. An order enters the book only if its
    /// whole lock fits, and a part of it is never larger.
    function releaseLock(
        Market memory market,
        uint256 side,
        uint256 tick,
        uint256 before,
        uint256 afterwards
    ) internal pure returns (uint256 asset, uint256 amount) {
        (, uint256 held) = Units.lockedBy(side, before, tick, market);
        (, uint256 kept) = Units.lockedBy(side, afterwards, tick, market);
        asset = side == SIDE_BUY ? market.quote : market.base;
        amount = held - kept;
    }
}
