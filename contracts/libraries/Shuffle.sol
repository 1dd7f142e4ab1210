// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SHUFFLE_ROUNDS } from "../generated/Constants.sol";
import { Words } from "./Words.sol";

/// The beacon chain's swap-or-not shuffle (PROTOCOL.md §4, "Order of application"). Twin of protocol/shuffle.ts.
///
/// Envelopes of one batch share its hashes: a table holds each round's pivot, and behind them, for each run of 256
/// positions, each round's source, from when it is first needed.
library Shuffle {
    /// Positions that one source has a bit for.
    uint256 private constant RUN = 256;

    /// The table of a batch of `count` positions, 1 to 1,024. A pivot is the hash's first eight bytes, little-endian, modulo
    /// count.
    function pivots(bytes32 seed, uint256 count) internal pure returns (uint256[] memory table) {
        uint256 runs = (count + RUN - 1) / RUN;
        table = new uint256[](SHUFFLE_ROUNDS * (1 + runs));
        bytes memory input = abi.encodePacked(seed, bytes1(0));
        for (uint256 round = 0; round < SHUFFLE_ROUNDS; ++round) {
            input[32] = bytes1(uint8(round));
            table[round] = Words.at64(Words.load(sha256(input)), 0) % count;
        }
    }

    /// `compute_shuffled_index` of the consensus specification: the sealed index that `position` < `count` applies.
    /// @dev Unchecked: all places are below count, so that no difference is negative.
    function index(uint256[] memory table, bytes32 seed, uint256 position, uint256 count)
        internal
        pure
        returns (uint256 place)
    {
        bytes memory input = abi.encodePacked(seed, bytes5(0));
        place = position;
        unchecked {
            for (uint256 round = 0; round < SHUFFLE_ROUNDS; ++round) {
                uint256 flip = table[round] + count - place;
                if (flip >= count) flip -= count;
                uint256 higher = place > flip ? place : flip;
                uint256 known = SHUFFLE_ROUNDS * (1 + higher / RUN) + round;
                uint256 source = table[known];
                if (source == 0) {
                    source = _source(input, round, higher / RUN);
                    table[known] = source;
                }
                // The first bit is the lowest one of the first byte.
                if ((source >> ((higher % RUN) ^ 0xf8)) & 1 == 1) place = flip;
            }
        }
    }

    /// `input` is seed ‖ round ‖ number of the run, little-endian in four bytes, of which it takes one.
    function _source(bytes memory input, uint256 round, uint256 run)
        private
        pure
        returns (uint256)
    {
        input[32] = bytes1(uint8(round));
        input[33] = bytes1(uint8(run));
        return uint256(sha256(input));
    }
}
