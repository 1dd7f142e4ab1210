// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Configuration } from "./Configuration.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// Wei that parties may collect: fees and rewards. Paid by pull, so that no recipient can make another's call revert.
/// What is owed to the zero address is burned.
abstract contract Ledger is Configuration, ReentrancyGuardTransient {
    mapping(address party => uint256) public owed;

    /// Pays the caller all that it is owed.
    function collect() external nonReentrant {
        uint256 value = owed[msg.sender];
        if (value == 0) revert NothingOwed(msg.sender);
        owed[msg.sender] = 0;
        emit Collected(msg.sender, value);
        Address.sendValue(payable(msg.sender), value);
    }

    function owe(address party, uint256 value) internal {
        if (value == 0) return;
        owed[party] += value;
        emit Owed(party, value);
    }
}
