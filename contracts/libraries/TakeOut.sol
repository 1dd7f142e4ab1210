// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Market, Order, OrderRef, State } from "../types/State.sol";
import { Book } from "./Book.sol";
import { Expiry } from "./Expiry.sol";
import { Leaves } from "./Leaves.sol";
import { Locks } from "./Locks.sol";

/// Twin of protocol/takeOut.ts.
library TakeOut {
    /// Ends a live order's life: out of the book and the expiry table, its lock released.
    function takeOut(State memory state, OrderRef memory ref, Order memory order) internal pure {
        Market memory market = Leaves.readMarket(state, ref.market);
        Book.remove(state, ref, order);
        Expiry.unscheduleExpiry(state, order.expiry);
        (uint256 asset, uint256 amount) =
            Locks.releaseLock(market, ref.side, ref.tick, order.lots, 0);
        Leaves.addAvailable(state, order.account, asset, amount);
    }
}
