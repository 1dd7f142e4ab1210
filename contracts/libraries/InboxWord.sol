// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INBOX_DEPOSIT,
    INBOX_FORCED_CANCEL,
    INBOX_FORCED_WITHDRAW,
    INBOX_REGISTER,
    INBOX_SET_SIGNER
} from "../generated/Constants.sol";

/// Inbox operations as 32-byte words: kind 1 ‖ account 4 ‖ arguments ‖ zeros ‖ time 6. Twin of protocol/inbox.ts.
library InboxWord {
    /// Seconds at which the operation was queued.
    function queuedAt(bytes32 word) internal pure returns (uint256) {
        return uint48(uint256(word));
    }

    function register(uint32 account, address signer) internal view returns (bytes32) {
        return _word(INBOX_REGISTER, account, bytes20(signer));
    }

    function deposit(uint32 account, uint8 asset, uint64 amount) internal view returns (bytes32) {
        return _word(INBOX_DEPOSIT, account, bytes9(abi.encodePacked(asset, amount)));
    }

    function setSigner(uint32 account, address signer) internal view returns (bytes32) {
        return _word(INBOX_SET_SIGNER, account, bytes20(signer));
    }

    function forcedCancel(uint32 account, uint8 market, uint8 side, uint24 tick, uint64 position)
        internal
        view
        returns (bytes32)
    {
        return _word(
            INBOX_FORCED_CANCEL, account, bytes13(abi.encodePacked(market, side, tick, position))
        );
    }

    function forcedWithdraw(uint32 account, uint8 asset, uint64 amount)
        internal
        view
        returns (bytes32)
    {
        return _word(INBOX_FORCED_WITHDRAW, account, bytes9(abi.encodePacked(asset, amount)));
    }

    function _word(uint256 kind, uint32 account, bytes21 arguments) private view returns (bytes32) {
        return bytes32(abi.encodePacked(uint8(kind), account, arguments, uint48(block.timestamp)));
    }
}
