// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    FEE_ASSET,
    MAX_ACCOUNTS,
    OPERATOR_ACCOUNT,
    OUTCOME_APPLIED,
    OUTCOME_BAD_POINT,
    OUTCOME_BAD_SIGNATURE,
    OUTCOME_CANNOT_PAY
} from "../generated/Constants.sol";
import { OperationBlock } from "../types/Operations.sol";
import { Facts, OpenedEnvelope, Run } from "../types/Run.sol";
import { Cursor, State } from "../types/State.sol";
import { ApplyOperation } from "./ApplyOperation.sol";
import { Envelope } from "./Envelope.sol";
import { Layout } from "./Layout.sol";
import { Leaves } from "./Leaves.sol";
import { OpenedBatch } from "./OpenedBatch.sol";
import { Operation } from "./Operation.sol";
import { Phases } from "./Phases.sol";
import { Witness } from "./Witness.sol";

/// Block j of the envelope at position i; at its first block the envelope is verified and charged. Twin of
/// protocol/stepOperation.ts. Every payload has a post-state.
library StepOperation {
    using Witness for State;

    function run(Run memory r) internal pure {
        Cursor memory cursor = r.cursor;
        OpenedEnvelope memory envelope = OpenedBatch.envelopeAt(r.state, r.facts, cursor.i);
        if (cursor.j == 0 && _admit(r, envelope) != OUTCOME_APPLIED) {
            _moveOn(r.state, cursor, true);
            return;
        }
        (bool ok, OperationBlock memory op) = Operation.decode(_block(r, envelope));
        if (ok) ApplyOperation.apply_(r.state, envelope.account, cursor.slot, op);
        _moveOn(r.state, cursor, cursor.j + 1 == envelope.blocks);
    }

    /// Verifies an envelope and takes its fee; anything but *applied* skips it whole.
    function _admit(Run memory r, OpenedEnvelope memory envelope)
        private
        pure
        returns (uint256 outcome)
    {
        if (envelope.account >= MAX_ACCOUNTS) return OUTCOME_BAD_SIGNATURE;
        bytes32 leaf = r.state.get(Layout.signerLeaf(envelope.account));
        address signer = address(bytes20(leaf));
        if (signer == address(0) || _signedBy(r, envelope) != signer) return OUTCOME_BAD_SIGNATURE;
        if (OpenedBatch.sharedAddress(r.state, envelope) == address(0)) return OUTCOME_BAD_POINT;
        return _charge(r.state, envelope);
    }

    /// Zero if nobody did.
    function _signedBy(Run memory r, OpenedEnvelope memory envelope)
        private
        pure
        returns (address)
    {
        Facts memory facts = r.facts;
        bytes32 digest =
            Envelope.digest(envelope, facts.domainSeparator, r.cursor.slot, facts.batch.batchKey);
        return Envelope.signer(envelope, digest);
    }

    function _charge(State memory state, OpenedEnvelope memory envelope)
        private
        pure
        returns (uint256 outcome)
    {
        uint256 fee = Leaves.readParameters(state).operationFee * envelope.blocks;
        if (Leaves.readBalance(state, envelope.account, FEE_ASSET).available < fee) {
            return OUTCOME_CANNOT_PAY;
        }
        Leaves.takeAvailable(state, envelope.account, FEE_ASSET, fee);
        Leaves.addAvailable(state, OPERATOR_ACCOUNT, FEE_ASSET, fee);
        return OUTCOME_APPLIED;
    }

    function _block(Run memory r, OpenedEnvelope memory envelope) private pure returns (bytes16) {
        return Envelope.decrypt(
            envelope,
            Envelope.kdfDomain(r.facts.domainSeparator),
            r.cursor.slot,
            OpenedBatch.sharedAddress(r.state, envelope),
            r.cursor.j
        );
    }

    function _moveOn(State memory state, Cursor memory cursor, bool envelopeDone) private pure {
        if (!envelopeDone) {
            cursor.j += 1;
        } else if (cursor.i + 1 < Leaves.readInputs(state).count) {
            cursor.i += 1;
            cursor.j = 0;
        } else {
            return Phases.enterAfterOperations(state, cursor);
        }
        Leaves.writeCursor(state, cursor);
    }
}
