// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Run } from "../types/Run.sol";
import { Leaves } from "./Leaves.sol";
import { Records } from "./Records.sol";
import { Step } from "./Step.sol";

/// A chunk: stepsPerRoot steps, or fewer up to End. Twin of protocol/trace.ts.
library Trace {
    /// `invalid` is 0 and the state the one after the chunk, or why it has none.
    function run(Run memory r) internal view returns (uint256 invalid) {
        uint256 steps = Leaves.readParameters(r.state).stepsPerRoot;
        bool ended = false;
        for (uint256 n = 0; n < steps && !ended; ++n) {
            (invalid, ended) = Step.run(r);
            if (invalid != 0) return invalid;
        }
        return Records.end(r.tape);
    }
}
