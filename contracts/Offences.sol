// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Facts } from "./Facts.sol";
import { OFFENCE_REWARD_SHARE } from "./generated/Constants.sol";
import { Role } from "./types/Bonds.sol";

/// What an offence costs. Whether one was committed, the contract Misconduct judges; here only bonds move and the
/// sequencer's role ends.
abstract contract Offences is Facts {
    modifier onlyMisconduct() {
        if (msg.sender != misconduct) revert NotMisconduct(msg.sender, misconduct);
        _;
    }

    /// Takes a party's whole bond; a small fixed part is the reward, so that a culprit who reports itself keeps little. The
    /// sequencer's role ends with the slot now collecting. Refused where neither is left to take, so that no proof is spent
    /// on nothing.
    function punish(Role role, address party, address beneficiary) external onlyMisconduct {
        uint256 standing = bondOf[role][party];
        slash(role, party, beneficiary, OFFENCE_REWARD_SHARE);
        bool ended = role == Role.sequencer && endRole();
        if (standing == 0 && !ended) revert BondMissing(role, party, 0, bondRequired(role));
    }

    /// Burns `dropFee`, or what is left, of the sequencer's bond.
    function fine() external onlyMisconduct {
        uint256 standing = bondOf[Role.sequencer][sequencer];
        if (standing == 0) revert BondMissing(Role.sequencer, sequencer, 0, sequencerBond);
        slashPart(Role.sequencer, sequencer, standing < dropFee ? standing : dropFee, address(0), 1);
    }
}
