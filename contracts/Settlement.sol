// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Claims } from "./Claims.sol";
import { Configuration } from "./Configuration.sol";
import { Exit } from "./Exit.sol";
import { Money } from "./Money.sol";
import { Offences } from "./Offences.sol";
import { Deployment } from "./types/Deployment.sol";

/// Walras on L1. No owner, no pause, no upgrade; functions and hazards are told in ISettlement.
contract Settlement is Exit, Offences {
    /// @param challenger the one contract that may kill claims; it may be deployed later, at an address known before
    /// @param misconduct the one contract that may punish the sequencer and keypers; likewise
    /// @param genesisRoot state root of the deployment's genesis, which anyone recomputes from the event `Deployed`
    constructor(
        Deployment memory deployment,
        address challenger,
        address misconduct,
        bytes32 genesisRoot
    )
        Configuration(deployment, challenger, misconduct, genesisRoot)
        Money(deployment, genesisRoot)
        Claims(genesisRoot)
        Exit(deployment)
    { }
}
