// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MAX_RECORD_BYTES } from "./generated/Constants.sol";
import { ISettlement } from "./interfaces/ISettlement.sol";
import { DeploymentRules } from "./libraries/DeploymentRules.sol";
import { Messages } from "./libraries/Messages.sol";
import { AssetParams, Deployment } from "./types/Deployment.sol";

/// What never changes: everything of the deployment that a call must know. The rest is in the event `Deployed`.
abstract contract Configuration is ISettlement {
    address public immutable challenger;
    address public immutable misconduct;
    bytes32 public immutable domainSeparator;
    bytes32 public immutable deploymentHash;

    uint256 internal immutable genesisTime;
    uint256 internal immutable interval;
    uint256 internal immutable sealDelay;
    uint256 internal immutable inboxDelay;
    uint256 internal immutable revealDelay;
    uint256 internal immutable challengeWindow;
    uint256 internal immutable sweepDelay;
    uint256 internal immutable freezeDelay;
    uint256 internal immutable exitDelay;
    /// Longest records that a chunk can have.
    uint256 internal immutable mostRecords;
    uint256 internal immutable registrationFee;
    uint256 internal immutable sequencerBond;
    uint256 internal immutable keyperBond;
    uint256 internal immutable claimantBond;
    uint256 internal immutable dropFee;
    address internal immutable sequencer;
    uint256 internal immutable quorum;
    uint256 internal immutable assetCount;
    uint256 internal immutable marketCount;

    address[] internal keypers;
    mapping(uint256 asset => AssetParams) internal assets;

    constructor(
        Deployment memory d,
        address challenger_,
        address misconduct_,
        bytes32 genesisRoot
    ) {
        if (challenger_ == address(0)) revert ZeroAddress("challenger");
        if (misconduct_ == address(0)) revert ZeroAddress("misconduct");
        if (genesisRoot == 0) revert ZeroGenesisRoot();
        DeploymentRules.check(d);

        challenger = challenger_;
        misconduct = misconduct_;
        domainSeparator = Messages.domainSeparator(block.chainid, address(this));
        deploymentHash = keccak256(abi.encode(d));
        genesisTime = d.genesisTime;
        interval = d.interval;
        sealDelay = d.sealDelay;
        inboxDelay = d.inboxDelay;
        revealDelay = d.revealDelay;
        challengeWindow = d.challengeWindow;
        sweepDelay = d.sweepDelay;
        freezeDelay = d.freezeDelay;
        exitDelay = d.exitDelay;
        mostRecords = d.stepsPerRoot * MAX_RECORD_BYTES;
        registrationFee = d.registrationFee;
        sequencerBond = d.sequencerBond;
        keyperBond = d.keyperBond;
        claimantBond = d.claimantBond;
        dropFee = d.dropFee;
        sequencer = d.sequencer;
        quorum = d.quorum;
        assetCount = d.assets.length;
        marketCount = d.markets.length;
        keypers = d.keypers;
        for (uint256 i = 0; i < d.assets.length; ++i) {
            assets[i] = d.assets[i];
        }
        emit Deployed(challenger_, misconduct_, genesisRoot, d);
    }

    function notBefore(uint256 least) internal view {
        if (block.timestamp < least) revert TooEarly(block.timestamp, least);
    }

    function notAfter(uint256 most) internal view {
        if (block.timestamp > most) revert TooLate(block.timestamp, most);
    }

    /// Unix time at which `slot` stops collecting.
    function closeOf(uint256 slot) internal view returns (uint256) {
        return genesisTime + slot * interval;
    }

    /// Last moment at which `slot` may be sealed with a certificate.
    function deadlineOf(uint256 slot) internal view returns (uint256) {
        return closeOf(slot) + sealDelay;
    }
}
