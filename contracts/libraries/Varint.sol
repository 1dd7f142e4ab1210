// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MAX_AMOUNT } from "../generated/Constants.sol";

/// Unsigned LEB128 variable-length integers in minimal form, 0 … 2^53−1. Twin of protocol/varint.ts.
library Varint {
    /// Seven bits to a byte: eight bytes hold more than 53.
    uint256 private constant LAST_SHIFT = 49;

    /// `next` is the offset behind it. Not ok where the bytes end early, the form is not minimal, or the value exceeds 2^53−1.
    function read(bytes memory data, uint256 offset)
        internal
        pure
        returns (bool ok, uint256 value, uint256 next)
    {
        next = offset;
        for (uint256 shift = 0; shift <= LAST_SHIFT && next < data.length; shift += 7) {
            uint256 byte_ = uint8(data[next++]);
            value |= (byte_ & 0x7f) << shift;
            if (byte_ >= 0x80) continue;
            bool minimal = byte_ != 0 || shift == 0;
            return (minimal && value <= MAX_AMOUNT, value, next);
        }
        return (false, value, next);
    }
}
