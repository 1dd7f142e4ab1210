// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    PHASE_CLEAR,
    PHASE_EXPIRE_THIS,
    PHASE_INBOX,
    PHASE_OPERATION
} from "../generated/Constants.sol";
import { Cursor, Inputs, State } from "../types/State.sol";
import { Leaves } from "./Leaves.sol";

/// Which phase follows; phases with nothing to do are never entered (PROTOCOL.md §5, "The phase after"). Twin of
/// protocol/phases.ts. Each moves the cursor that it is given, and the state's with it.
library Phases {
    /// From Expire(slots before) or Inbox to the next phase with work.
    function enterAfterInbox(State memory state, Cursor memory cursor) internal pure {
        Inputs memory inputs = Leaves.readInputs(state);
        uint256 phase;
        if (cursor.inboxCursor < inputs.inboxEnd) phase = PHASE_INBOX;
        else if (inputs.opened && inputs.count > 0) phase = PHASE_OPERATION;
        else phase = _phaseWithMarkets(state, inputs);
        enter(state, cursor, phase, 0);
    }

    /// From the last operation.
    function enterAfterOperations(State memory state, Cursor memory cursor) internal pure {
        Inputs memory inputs = Leaves.readInputs(state);
        enter(state, cursor, _phaseWithMarkets(state, inputs), 0);
    }

    /// From Close of `cursor.market`.
    function enterAfterMarket(State memory state, Cursor memory cursor) internal pure {
        uint256 next = cursor.market + 1;
        bool more = next < Leaves.readParameters(state).marketCount;
        enter(state, cursor, more ? PHASE_CLEAR : PHASE_EXPIRE_THIS, more ? next : 0);
    }

    /// Enters a phase at its beginning.
    function enter(State memory state, Cursor memory cursor, uint256 phase, uint256 market)
        internal
        pure
    {
        cursor.phase = phase;
        cursor.market = market;
        cursor.i = 0;
        cursor.j = 0;
        Leaves.writeCursor(state, cursor);
    }

    function _phaseWithMarkets(State memory state, Inputs memory inputs)
        private
        pure
        returns (uint256)
    {
        if (!inputs.certified) return PHASE_EXPIRE_THIS;
        return Leaves.readParameters(state).marketCount > 0 ? PHASE_CLEAR : PHASE_EXPIRE_THIS;
    }
}
