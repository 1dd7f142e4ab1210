// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    OPERATION_CANCEL,
    OPERATION_NOP,
    OPERATION_PLACE,
    OPERATION_WITHDRAW,
    SIDE_SELL
} from "../generated/Constants.sol";
import { OperationBlock } from "../types/Operations.sol";

/// Operation blocks as they are encrypted (PROTOCOL.md §4, "Operation block"). Twin of protocol/operation.ts.
library Operation {
    /// Total: not `ok` is *malformed* (unknown kind, side above 1, non-zero unused bytes). Ranges are not judged here.
    function decode(bytes16 encoded) internal pure returns (bool ok, OperationBlock memory op) {
        uint256 bits = uint128(encoded);
        op.kind = bits >> 120;
        if (op.kind == OPERATION_NOP) return (bits == 0, op);
        if (op.kind == OPERATION_WITHDRAW) {
            op.asset = uint8(bits >> 112);
            op.amount = uint64(bits >> 48);
            return (uint48(bits) == 0, op);
        }
        if (op.kind != OPERATION_PLACE && op.kind != OPERATION_CANCEL) return (false, op);
        op.market = uint8(bits >> 112);
        op.side = uint8(bits >> 104);
        op.tick = uint24(bits >> 80);
        if (op.kind == OPERATION_PLACE) {
            op.lots = uint32(bits >> 48);
            op.expiry = uint32(bits >> 16);
        } else {
            op.position = uint64(bits >> 16);
        }
        ok = op.side <= SIDE_SELL && uint16(bits) == 0;
    }
}
