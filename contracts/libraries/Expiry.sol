// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERA_SLOTS } from "../generated/Constants.sol";
import { State } from "../types/State.sol";
import { Bitmap } from "./Bitmap.sol";
import { Layout } from "./Layout.sol";
import { Leaves } from "./Leaves.sol";

/// Which slots have orders that expire in them, in two tables of 2^20 slots for the running era and the next. Twin of
/// protocol/expiry.ts.
library Expiry {
    function eraOf(uint256 slot) internal pure returns (uint256) {
        return slot / ERA_SLOTS;
    }

    /// One more live order expires in `slot`; 0 (never) is not counted.
    function scheduleExpiry(State memory state, uint256 slot) internal pure {
        if (slot == 0) return;
        uint256 count = Leaves.readExpiryCount(state, slot);
        Leaves.writeExpiryCount(state, slot, count + 1);
        if (count == 0) Bitmap.addKey(state, Layout.expiryBitmap(slot), slot % ERA_SLOTS);
    }

    /// One order fewer expires in `slot`: that order was counted.
    function unscheduleExpiry(State memory state, uint256 slot) internal pure {
        if (slot == 0) return;
        uint256 count = Leaves.readExpiryCount(state, slot) - 1;
        Leaves.writeExpiryCount(state, slot, count);
        if (count == 0) Bitmap.removeKey(state, Layout.expiryBitmap(slot), slot % ERA_SLOTS);
    }

    /// First slot of `era` that has orders to expire and is ≤ `until`.
    function firstDue(State memory state, uint256 era, uint256 until)
        internal
        pure
        returns (bool found, uint256 slot)
    {
        uint256 start = era * ERA_SLOTS;
        uint256 key;
        (found, key) = Bitmap.firstKey(state, Layout.expiryBitmap(start));
        slot = start + key;
        found = found && slot <= until;
    }

    /// The era to go on with when nothing of `era` is due any more: straight to `slot`'s when both tables are empty.
    function nextEra(State memory state, uint256 era, uint256 slot)
        internal
        pure
        returns (uint256)
    {
        uint256 other = Layout.expiryBitmap((era + 1) * ERA_SLOTS);
        return Bitmap.isEmpty(state, other) ? eraOf(slot) : era + 1;
    }
}
