// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// Calls another contract with what it is given, so that posted bytes are not a transaction's own input. Accepts ETH unless
/// it was told to refuse it.
contract Relay {
    bool public refusing;

    error Refused(uint256 value);

    receive() external payable {
        if (refusing) revert Refused(msg.value);
    }

    function refuse(bool refusing_) external {
        refusing = refusing_;
    }

    function relay(address target, bytes calldata data) external payable returns (bytes memory) {
        return Address.functionCallWithValue(target, data, msg.value);
    }
}
