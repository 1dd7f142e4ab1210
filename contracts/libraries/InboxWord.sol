// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INBOX_DEPOSIT,
    INBOX_FORCED_CANCEL,
    INBOX_FORCED_WITHDRAW,
    INBOX_REGISTER,
    INBOX_SET_SIGNER
} from "../generated/Constants.sol";
import { InboxOperation } from "../types/Operations.sol";

/// Inbox operations as 32-byte words: kind 1 ‖ account 4 ‖ arguments ‖ zeros ‖ time 6. Twin of protocol/inbox.ts.
library InboxWord {
    /// Seconds at which the operation was queued.
    function queuedAt(bytes32 word) internal pure returns (uint256) {
        return uint48(uint256(word));
    }

    /// A word that L1 queued: of nothing else it says anything.
    function decode(bytes32 word) internal pure returns (InboxOperation memory op) {
        uint256 bits = uint256(word);
        op.kind = bits >> 248;
        op.account = uint32(bits >> 216);
        if (op.kind == INBOX_REGISTER || op.kind == INBOX_SET_SIGNER) {
            op.signer = bytes20(uint160(bits >> 56));
        } else if (op.kind == INBOX_FORCED_CANCEL) {
            op.market = uint8(bits >> 208);
            op.side = uint8(bits >> 200);
            op.tick = uint24(bits >> 176);
            op.position = uint64(bits >> 112);
        } else {
            op.asset = uint8(bits >> 208);
            op.amount = uint64(bits >> 144);
        }
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
