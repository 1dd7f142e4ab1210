// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ENVELOPE_ROOT_LEAF,
    INBOX_DEPOSIT,
    INBOX_FORCED_CANCEL,
    INBOX_FORCED_WITHDRAW,
    INVALID_NO_FACT,
    KEY_LEAF,
    PHASE_EXPIRE_BEFORE
} from "../generated/Constants.sol";
import { IFraudProof } from "../interfaces/IFraudProof.sol";
import { KeyState, Seal, SealKind } from "../types/Facts.sol";
import { InboxOperation } from "../types/Operations.sol";
import { Run } from "../types/Run.sol";
import { Cursor, Inputs, OrderRef, State } from "../types/State.sol";
import { ApplyOperation } from "./ApplyOperation.sol";
import { InboxWord } from "./InboxWord.sol";
import { Layout } from "./Layout.sol";
import { Leaves } from "./Leaves.sol";
import { Phases } from "./Phases.sol";
import { Witness } from "./Witness.sol";

/// Steps that take in what L1 fixed. Twin of protocol/stepInputs.ts; `invalid` is 0, or why there is no post-state.
library StepInputs {
    using Witness for State;

    /// Takes in the next sealed slot. Reverts while neither key nor void of it is known: what this step does is then not
    /// decided, and waiting decides it.
    function start(Run memory run) internal view returns (uint256 invalid) {
        Cursor memory cursor = run.cursor;
        uint32 slot = run.facts.settlement.sealOf(uint32(cursor.slot)).next;
        if (slot == 0) return INVALID_NO_FACT;
        Seal memory seal = run.facts.settlement.sealOf(slot);
        bool keyed = seal.count > 0;
        if (keyed && seal.keyState == KeyState.none) revert IFraudProof.SlotNotDecided(slot);
        bool opened = keyed && seal.keyState == KeyState.revealed;
        run.state.set(ENVELOPE_ROOT_LEAF, seal.root);
        run.state.set(KEY_LEAF, opened ? seal.key : bytes32(0));
        bool certified = seal.kind == SealKind.certified;
        Leaves.writeInputs(run.state, Inputs(seal.count, certified, opened, seal.inboxEnd));
        cursor.slot = slot;
        Phases.enter(run.state, cursor, PHASE_EXPIRE_BEFORE, 0);
        return 0;
    }

    /// Applies one operation that L1 queued.
    function inbox(Run memory run) internal view returns (uint256 invalid) {
        Cursor memory cursor = run.cursor;
        bytes32 word = run.facts.settlement.inboxWord(cursor.inboxCursor);
        if (word == 0) return INVALID_NO_FACT;
        _apply(run.state, InboxWord.decode(word));
        cursor.inboxCursor += 1;
        if (cursor.inboxCursor < Leaves.readInputs(run.state).inboxEnd) {
            Leaves.writeCursor(run.state, cursor);
        } else {
            Phases.enterAfterInbox(run.state, cursor);
        }
        return 0;
    }

    function _apply(State memory state, InboxOperation memory op) private pure {
        if (op.kind == INBOX_DEPOSIT) {
            Leaves.addAvailable(state, op.account, op.asset, op.amount);
        } else if (op.kind == INBOX_FORCED_CANCEL) {
            OrderRef memory ref = OrderRef(op.market, op.side, op.tick, op.position);
            ApplyOperation.cancel(state, op.account, ref);
        } else if (op.kind == INBOX_FORCED_WITHDRAW) {
            _withdrawUpTo(state, op.account, op.asset, op.amount);
        } else {
            state.set(Layout.signerLeaf(op.account), bytes32(op.signer));
        }
    }

    function _withdrawUpTo(State memory state, uint256 account, uint256 asset, uint256 amount)
        private
        pure
    {
        if (asset >= Leaves.readParameters(state).assetCount) return;
        uint256 available = Leaves.readBalance(state, account, asset).available;
        uint256 taken = amount < available ? amount : available;
        ApplyOperation.moveToWithdrawn(state, account, asset, taken);
    }
}
