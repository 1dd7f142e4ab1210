// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    PHASE_CLEAR,
    PHASE_CLOSE,
    PHASE_EXPIRE_BEFORE,
    PHASE_EXPIRE_THIS,
    PHASE_FILL_ASKS,
    PHASE_FILL_BIDS,
    PHASE_INBOX,
    PHASE_OPERATION,
    PHASE_START
} from "../generated/Constants.sol";
import { IFraudProof } from "../interfaces/IFraudProof.sol";
import { Run } from "../types/Run.sol";
import { Leaves } from "./Leaves.sol";
import { StepAuction } from "./StepAuction.sol";
import { StepExpire } from "./StepExpire.sol";
import { StepInputs } from "./StepInputs.sol";
import { StepOperation } from "./StepOperation.sol";

/// One step of the trace. The cursor alone says which; a fact, a state and a record have exactly one outcome. Twin of
/// protocol/step.ts.
library Step {
    /// `invalid` is 0, or why there is no post-state: what is then written means nothing. `ended` after End.
    function run(Run memory r) internal view returns (uint256 invalid, bool ended) {
        r.cursor = Leaves.readCursor(r.state);
        uint256 phase = r.cursor.phase;
        invalid = _dispatch(r, phase);
        ended = phase == PHASE_EXPIRE_THIS && r.cursor.phase == PHASE_START;
    }

    function _dispatch(Run memory r, uint256 phase) private view returns (uint256 invalid) {
        if (phase == PHASE_FILL_BIDS || phase == PHASE_FILL_ASKS) return StepAuction.fill(r);
        if (phase == PHASE_START) return StepInputs.start(r);
        if (phase == PHASE_EXPIRE_BEFORE) return StepExpire.before(r);
        if (phase == PHASE_INBOX) return StepInputs.inbox(r);
        if (phase == PHASE_CLEAR) return StepAuction.clear(r);
        if (phase == PHASE_CLOSE) return StepAuction.close(r);
        if (phase == PHASE_EXPIRE_THIS) return StepExpire.current(r);
        // No trace reaches another phase.
        if (phase != PHASE_OPERATION) {
            revert IFraudProof.BadWitness("phase", phase, PHASE_EXPIRE_THIS);
        }
        StepOperation.run(r);
        return 0;
    }
}
