// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { INVALID_WRONG_EXPIRY, PHASE_START, TICK_LIMIT } from "../generated/Constants.sol";
import { Run } from "../types/Run.sol";
import { Cursor, Order, OrderRef, State } from "../types/State.sol";
import { Book } from "./Book.sol";
import { Expiry } from "./Expiry.sol";
import { Leaves } from "./Leaves.sol";
import { Phases } from "./Phases.sol";
import { Records } from "./Records.sol";
import { TakeOut } from "./TakeOut.sol";

/// Steps that end orders' lives by their expiry. Twin of protocol/stepExpire.ts; `invalid` is 0, or why there is no
/// post-state.
library StepExpire {
    /// Expire(slots before): one due order, or one era further, or on to the next phase.
    function before(Run memory run) internal pure returns (uint256 invalid) {
        Cursor memory cursor = run.cursor;
        (bool found, uint256 due) = Expiry.firstDue(run.state, cursor.era, cursor.slot - 1);
        if (found) return _expireOne(run, due);
        if (cursor.era < Expiry.eraOf(cursor.slot)) {
            cursor.era = Expiry.nextEra(run.state, cursor.era, cursor.slot);
            Leaves.writeCursor(run.state, cursor);
        } else {
            Phases.enterAfterInbox(run.state, cursor);
        }
        return 0;
    }

    /// Expire(this slot): one due order, or End, which leaves the cursor at Start.
    function current(Run memory run) internal pure returns (uint256 invalid) {
        Cursor memory cursor = run.cursor;
        (bool found, uint256 due) = Expiry.firstDue(run.state, cursor.era, cursor.slot);
        if (found) return _expireOne(run, due);
        Phases.enter(run.state, cursor, PHASE_START, 0);
        return 0;
    }

    function _expireOne(Run memory run, uint256 due) private pure returns (uint256 invalid) {
        OrderRef memory ref;
        (invalid, ref) = Records.expiry(run.tape);
        if (invalid != 0) return invalid;
        Order memory order = _liveOrder(run.state, ref);
        if (order.lots == 0 || order.expiry != due) return INVALID_WRONG_EXPIRY;
        TakeOut.takeOut(run.state, ref, order);
        return 0;
    }

    /// The order that a posted reference names, if it lies within the book at all; else one without lots.
    function _liveOrder(State memory state, OrderRef memory ref)
        private
        pure
        returns (Order memory order)
    {
        uint256 marketCount = Leaves.readParameters(state).marketCount;
        if (ref.market >= marketCount || ref.tick == 0 || ref.tick >= TICK_LIMIT) return order;
        return Book.find(state, ref);
    }
}
