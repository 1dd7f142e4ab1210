// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../../../contracts/interfaces/ISettlement.sol";
import { Claim } from "../../../contracts/types/Claim.sol";

/// Stands in for the contract that judges fraud: kills whatever it is told to.
contract ChallengerDouble {
    function kill(ISettlement settlement, Claim calldata claim, address beneficiary) external {
        settlement.kill(claim, beneficiary);
    }
}
