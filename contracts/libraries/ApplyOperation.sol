// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ERA_SLOTS,
    MAX_AMOUNT,
    OPERATION_CANCEL,
    OPERATION_PLACE,
    OPERATION_WITHDRAW,
    OUTCOME_APPLIED,
    OUTCOME_BAD_AMOUNT,
    OUTCOME_BAD_EXPIRY,
    OUTCOME_BAD_LOTS,
    OUTCOME_BAD_TICK,
    OUTCOME_INSUFFICIENT_BALANCE,
    OUTCOME_NOT_YOUR_ORDER,
    OUTCOME_NO_SUCH_ORDER,
    OUTCOME_QUEUE_FULL,
    OUTCOME_TOO_LARGE,
    OUTCOME_UNLISTED_ASSET,
    OUTCOME_UNLISTED_MARKET,
    TICK_LIMIT
} from "../generated/Constants.sol";
import { OperationBlock } from "../types/Operations.sol";
import { Balance, Market, Order, OrderRef, State } from "../types/State.sol";
import { Book } from "./Book.sol";
import { Expiry } from "./Expiry.sol";
import { Leaves } from "./Leaves.sol";
import { Locks } from "./Locks.sol";
import { TakeOut } from "./TakeOut.sol";
import { Units } from "./Units.sol";

/// Applies an operation or rejects it alone; the checks come in the order of PROTOCOL.md §5, and no leaf is read that they
/// do not reach. Twin of protocol/applyOperation.ts.
library ApplyOperation {
    /// An operation of `account` in `slot`.
    function apply_(State memory state, uint256 account, uint256 slot, OperationBlock memory op)
        internal
        pure
        returns (uint256 outcome)
    {
        if (op.kind == OPERATION_PLACE) return _place(state, account, slot, op);
        if (op.kind == OPERATION_CANCEL) {
            return cancel(state, account, OrderRef(op.market, op.side, op.tick, op.position));
        }
        if (op.kind == OPERATION_WITHDRAW) return _withdraw(state, account, op.asset, op.amount);
        return OUTCOME_APPLIED;
    }

    /// Takes an order of `account` out of the book.
    function cancel(State memory state, uint256 account, OrderRef memory ref)
        internal
        pure
        returns (uint256 outcome)
    {
        if (ref.market >= Leaves.readParameters(state).marketCount) {
            return OUTCOME_UNLISTED_MARKET;
        }
        if (ref.tick == 0 || ref.tick >= TICK_LIMIT) return OUTCOME_BAD_TICK;
        Order memory order = Book.find(state, ref);
        if (order.lots == 0) return OUTCOME_NO_SUCH_ORDER;
        if (order.account != account) return OUTCOME_NOT_YOUR_ORDER;
        TakeOut.takeOut(state, ref, order);
        return OUTCOME_APPLIED;
    }

    /// From available to withdrawn, which L1 pays out; the caller has checked that it suffices.
    function moveToWithdrawn(State memory state, uint256 account, uint256 asset, uint256 amount)
        internal
        pure
    {
        Balance memory balance = Leaves.readBalance(state, account, asset);
        balance.available -= amount;
        balance.withdrawn = uint64(balance.withdrawn + amount);
        Leaves.writeBalance(state, account, asset, balance);
    }

    function _place(State memory state, uint256 account, uint256 slot, OperationBlock memory op)
        private
        pure
        returns (uint256 outcome)
    {
        if (op.market >= Leaves.readParameters(state).marketCount) return OUTCOME_UNLISTED_MARKET;
        if (op.tick == 0 || op.tick >= TICK_LIMIT) return OUTCOME_BAD_TICK;
        Market memory market = Leaves.readMarket(state, op.market);
        if (op.lots < market.minLots || op.lots == 0) return OUTCOME_BAD_LOTS;
        bool expires = op.expiry != 0;
        if (expires && (op.expiry < slot || op.expiry >= slot + ERA_SLOTS)) {
            return OUTCOME_BAD_EXPIRY;
        }
        if (!Units.withinAmounts(op.lots, op.tick, market)) return OUTCOME_TOO_LARGE;
        (, uint256 asset, uint256 amount) = Locks.lockOf(market, op.side, op.tick, op.lots);
        if (Leaves.readBalance(state, account, asset).available < amount) {
            return OUTCOME_INSUFFICIENT_BALANCE;
        }
        if (!Book.hasRoom(state, op.market, op.side, op.tick)) return OUTCOME_QUEUE_FULL;
        Leaves.takeAvailable(state, account, asset, amount);
        Order memory order = Order(account, op.lots, slot, op.expiry);
        Book.append(state, op.market, op.side, op.tick, order);
        Expiry.scheduleExpiry(state, op.expiry);
        return OUTCOME_APPLIED;
    }

    function _withdraw(State memory state, uint256 account, uint256 asset, uint256 amount)
        private
        pure
        returns (uint256 outcome)
    {
        if (asset >= Leaves.readParameters(state).assetCount) return OUTCOME_UNLISTED_ASSET;
        if (amount == 0 || amount > MAX_AMOUNT) return OUTCOME_BAD_AMOUNT;
        if (Leaves.readBalance(state, account, asset).available < amount) {
            return OUTCOME_INSUFFICIENT_BALANCE;
        }
        moveToWithdrawn(state, account, asset, amount);
        return OUTCOME_APPLIED;
    }
}
