// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { State } from "../types/State.sol";
import { Layout } from "./Layout.sol";
import { Witness } from "./Witness.sol";
import { Words } from "./Words.sol";

/// A set of 2^20 keys as three storeys of 256-bit words: the first key is three leaf reads (PROTOCOL.md §3). Twin of
/// protocol/bitmap.ts.
library Bitmap {
    using Witness for State;

    uint256 private constant WORD_BITS = 256;

    /// Smallest key in the set.
    function firstKey(State memory state, uint256 root)
        internal
        pure
        returns (bool found, uint256 key)
    {
        uint256 word = Words.load(state.get(Layout.bitmapTop(root)));
        if (word == 0) return (false, 0);
        uint256 middle = _lowestBit(word);
        word = Words.load(state.get(Layout.bitmapMiddle(root, middle)));
        uint256 low = middle * WORD_BITS + _lowestBit(word);
        word = Words.load(state.get(Layout.bitmapLow(root, low)));
        return (true, low * WORD_BITS + _lowestBit(word));
    }

    /// Adds a key; storeys above are touched only where a word was empty.
    function addKey(State memory state, uint256 root, uint256 key) internal pure {
        uint256 low = key / WORD_BITS;
        uint256 middle = low / WORD_BITS;
        if (!_setBit(state, Layout.bitmapLow(root, low), key % WORD_BITS)) return;
        if (!_setBit(state, Layout.bitmapMiddle(root, middle), low % WORD_BITS)) return;
        _setBit(state, Layout.bitmapTop(root), middle);
    }

    /// Removes a key; storeys above are touched only where a word became empty.
    function removeKey(State memory state, uint256 root, uint256 key) internal pure {
        uint256 low = key / WORD_BITS;
        uint256 middle = low / WORD_BITS;
        if (!_clearBit(state, Layout.bitmapLow(root, low), key % WORD_BITS)) return;
        if (!_clearBit(state, Layout.bitmapMiddle(root, middle), low % WORD_BITS)) return;
        _clearBit(state, Layout.bitmapTop(root), middle);
    }

    function isEmpty(State memory state, uint256 root) internal pure returns (bool) {
        return state.get(Layout.bitmapTop(root)) == 0;
    }

    /// True if the word was zero before.
    function _setBit(State memory state, uint256 gindex, uint256 bit) private pure returns (bool) {
        uint256 word = Words.load(state.get(gindex));
        state.set(gindex, Words.store(word | (1 << bit)));
        return word == 0;
    }

    /// True if the word is zero now.
    function _clearBit(State memory state, uint256 gindex, uint256 bit)
        private
        pure
        returns (bool)
    {
        uint256 word = Words.load(state.get(gindex)) & ~(1 << bit);
        state.set(gindex, Words.store(word));
        return word == 0;
    }

    /// 0 for a word without any.
    function _lowestBit(uint256 word) private pure returns (uint256 bit) {
        unchecked {
            word &= 0 - word;
        }
        for (uint256 step = 128; step > 0; step /= 2) {
            if (word >> step == 0) continue;
            word >>= step;
            bit += step;
        }
    }
}
