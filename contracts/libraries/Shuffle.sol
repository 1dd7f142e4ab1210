// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SHUFFLE_ROUNDS } from "../generated/Constants.sol";
import { Words } from "./Words.sol";

/// The beacon chain's swap-or-not shuffle (PROTOCOL.md §4, "Order of application"). Twin of protocol/shuffle.ts.
library Shuffle {
    /// Each round's pivot among `count` positions, at least one: the hash's first eight bytes, little-endian, modulo count.
    function pivots(bytes32 seed, uint256 count) internal pure returns (uint256[] memory out) {
        out = new uint256[](SHUFFLE_ROUNDS);
        for (uint256 round = 0; round < SHUFFLE_ROUNDS; ++round) {
            bytes32 hash = sha256(abi.encodePacked(seed, uint8(round)));
            out[round] = Words.at64(Words.load(hash), 0) % count;
        }
    }

    /// `compute_shuffled_index` of the consensus specification: the sealed index that `position` of `count` applies.
    function index(uint256[] memory rounds, bytes32 seed, uint256 position, uint256 count)
        internal
        pure
        returns (uint256 place)
    {
        place = position;
        for (uint256 round = 0; round < SHUFFLE_ROUNDS; ++round) {
            uint256 flip = (rounds[round] + count - place) % count;
            uint256 higher = place > flip ? place : flip;
            // The number of the run of 256 positions is little-endian in four bytes; with at most 1,024 it has one.
            bytes32 source =
                sha256(abi.encodePacked(seed, uint8(round), uint8(higher / 256), bytes3(0)));
            uint256 bits = uint8(source[(higher % 256) / 8]);
            if ((bits >> (higher % 8)) & 1 == 1) place = flip;
        }
    }
}
