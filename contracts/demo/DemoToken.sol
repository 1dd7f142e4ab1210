// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// The quote asset of `walras demo`: all of it is made at once, for the deployer.
contract DemoToken is ERC20 {
    constructor(uint256 supply) ERC20("Demo Dollar", "DUSD") {
        _mint(msg.sender, supply);
    }
}
