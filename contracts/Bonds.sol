// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Ledger } from "./Ledger.sol";
import { Role } from "./types/Bonds.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// One standing bond for each role and party, of exactly the deployment's amount. It is slashed whole.
abstract contract Bonds is Ledger {
    mapping(Role role => mapping(address party => uint256)) public bondOf;

    /// Posts the bond of `party`, to whom it is released again, or what a fine took of it. The caller pays.
    function postBond(Role role, address party) external payable {
        if (role == Role.sequencer && party != sequencer) revert NotSequencer(party, sequencer);
        if (role == Role.keyper && !_isKeyper(party)) revert NotKeyper(party);
        uint256 required = bondRequired(role);
        uint256 standing = bondOf[role][party];
        if (standing >= required) revert BondStands(role, party);
        if (msg.value != required - standing) revert WrongValue(msg.value, required - standing);
        bondOf[role][party] = required;
        emit BondPosted(role, party, msg.value);
    }

    /// Pays the caller's bond back when all that it answers for is final.
    function releaseBond(Role role) external nonReentrant {
        uint256 value = bondOf[role][msg.sender];
        if (value == 0) revert BondMissing(role, msg.sender, 0, bondRequired(role));
        checkReleasable(role, msg.sender);
        bondOf[role][msg.sender] = 0;
        emit BondReleased(role, msg.sender, value);
        Address.sendValue(payable(msg.sender), value);
    }

    /// Reverts while the party answers for something that is not final.
    function checkReleasable(Role role, address party) internal view virtual;

    function bondRequired(Role role) public view returns (uint256) {
        if (role == Role.sequencer) return sequencerBond;
        return role == Role.keyper ? keyperBond : claimantBond;
    }

    function requireBond(Role role, address party) internal view {
        uint256 required = bondRequired(role);
        uint256 standing = bondOf[role][party];
        if (standing < required) revert BondMissing(role, party, standing, required);
    }

    /// Takes the whole bond: `1 / share` of it for `beneficiary` to collect, the rest owed to the zero address, which never
    /// collects. Without a beneficiary all of it burns so. Nothing is called, so nobody can make a slashing revert.
    function slash(Role role, address party, address beneficiary, uint256 share) internal {
        slashPart(role, party, bondOf[role][party], beneficiary, share);
    }

    /// Takes so much of a bond, which has it.
    function slashPart(Role role, address party, uint256 value, address beneficiary, uint256 share)
        internal
    {
        if (value == 0) return;
        bondOf[role][party] -= value;
        uint256 reward = beneficiary == address(0) ? 0 : value / share;
        emit BondSlashed(role, party, beneficiary, value, reward);
        owe(beneficiary, reward);
        owe(address(0), value - reward);
    }

    function _isKeyper(address party) private view returns (bool) {
        for (uint256 i = 0; i < keypers.length; ++i) {
            if (keypers[i] == party) return true;
        }
        return false;
    }
}
