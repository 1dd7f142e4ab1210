// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The fields of a state leaf: eight little-endian words w0 … w7, as SSZ serialises them. Twin of protocol/words.ts.
library Words {
    /// The leaf as one little-endian number, whose bits 32n … 32n+31 are w`n`; and back, since it is its own inverse.
    function swap(uint256 x) internal pure returns (uint256) {
        unchecked {
            uint256 mask = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
            x = ((x >> 8) & mask) | ((x & mask) << 8);
            mask = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
            x = ((x >> 16) & mask) | ((x & mask) << 16);
            mask = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
            x = ((x >> 32) & mask) | ((x & mask) << 32);
            mask = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
            x = ((x >> 64) & mask) | ((x & mask) << 64);
            return (x >> 128) | (x << 128);
        }
    }

    function load(bytes32 leaf) internal pure returns (uint256) {
        return swap(uint256(leaf));
    }

    function store(uint256 words) internal pure returns (bytes32) {
        return bytes32(swap(words));
    }

    /// w`index`
    function at32(uint256 words, uint256 index) internal pure returns (uint256) {
        return (words >> (32 * index)) & type(uint32).max;
    }

    /// w`index` and w`index + 1`, low word first.
    function at64(uint256 words, uint256 index) internal pure returns (uint256) {
        return (words >> (32 * index)) & type(uint64).max;
    }
}
