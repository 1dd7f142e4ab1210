// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INVALID_RECORD_LEFT_OVER,
    INVALID_RECORD_MALFORMED,
    INVALID_RECORD_MISMATCH,
    INVALID_RECORD_MISSING,
    TICK_LIMIT
} from "../generated/Constants.sol";
import { Tape } from "../types/Run.sol";
import { OrderRef } from "../types/State.sol";
import { Varint } from "./Varint.sol";

/// Reads the posted records of a chunk, in order (PROTOCOL.md §5, "Records"). Twin of ReadingTape in protocol/records.ts.
/// `invalid` is 0, or why the step has no post-state; what comes with it then means nothing.
library Records {
    function clearing(Tape memory tape)
        internal
        pure
        returns (uint256 invalid, uint256 tick, uint256 volume)
    {
        (invalid, tick) = _field(tape);
        if (invalid == 0) (invalid, volume) = _field(tape);
        if (invalid == 0 && (tick == 0 || tick >= TICK_LIMIT)) invalid = INVALID_RECORD_MALFORMED;
    }

    /// What was posted may lie outside of every book.
    function expiry(Tape memory tape) internal pure returns (uint256 invalid, OrderRef memory ref) {
        uint256 place;
        (invalid, place) = _field(tape);
        ref.market = place / 2;
        ref.side = place % 2;
        if (invalid == 0) (invalid, ref.tick) = _field(tape);
        if (invalid == 0) (invalid, ref.position) = _field(tape);
    }

    /// The fill posted must be the one given.
    function fill(Tape memory tape, uint256 account, uint256 lots)
        internal
        pure
        returns (uint256 invalid)
    {
        uint256 postedAccount;
        uint256 postedLots;
        (invalid, postedAccount) = _field(tape);
        if (invalid == 0) (invalid, postedLots) = _field(tape);
        if (invalid == 0 && (postedAccount != account || postedLots != lots)) {
            invalid = INVALID_RECORD_MISMATCH;
        }
    }

    /// Every byte must have been read.
    function end(Tape memory tape) internal pure returns (uint256 invalid) {
        return tape.offset < tape.records.length ? INVALID_RECORD_LEFT_OVER : 0;
    }

    function _field(Tape memory tape) private pure returns (uint256 invalid, uint256 value) {
        if (tape.offset >= tape.records.length) return (INVALID_RECORD_MISSING, 0);
        bool ok;
        uint256 next;
        (ok, value, next) = Varint.read(tape.records, tape.offset);
        if (!ok) return (INVALID_RECORD_MALFORMED, 0);
        tape.offset = next;
    }
}
