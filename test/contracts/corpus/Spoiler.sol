// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Opening } from "../../../contracts/types/Challenge.sol";

/// Bytes, openings and lists with something wrong about them, drawn at random.
library Spoiler {
    struct Dice {
        uint256 state;
    }

    function next(Dice memory dice) internal pure returns (uint256) {
        dice.state = uint256(keccak256(abi.encode(dice.state)));
        return dice.state;
    }

    function below(Dice memory dice, uint256 limit) internal pure returns (uint256) {
        return next(dice) % limit;
    }

    /// One bit of the first `most` bytes turned over.
    function flippedIn(Dice memory dice, bytes memory data, uint256 most)
        internal
        pure
        returns (bytes memory)
    {
        if (data.length == 0) return hex"00";
        uint256 n = below(dice, most < data.length ? most : data.length);
        data[n] ^= bytes1(uint8(1 << below(dice, 8)));
        return data;
    }

    function shortened(Dice memory dice, bytes memory data) internal pure returns (bytes memory) {
        uint256 cut = below(dice, 2) == 0 ? 32 : below(dice, data.length + 1);
        uint256 length = cut < data.length ? data.length - cut : 0;
        assembly ("memory-safe") {
            mstore(data, length)
        }
        return data;
    }

    function lengthened(Dice memory dice, bytes memory data) internal pure returns (bytes memory) {
        if (below(dice, 2) == 0) return bytes.concat(data, bytes32(next(dice)));
        return bytes.concat(data, bytes1(uint8(below(dice, 256))));
    }

    /// Two words among the last half changed about.
    function swappedNodes(Dice memory dice, bytes memory data)
        internal
        pure
        returns (bytes memory)
    {
        uint256 words = data.length / 64;
        if (words < 2) return data;
        uint256 a = data.length - 32 * below(dice, words);
        uint256 b = data.length - 32 * below(dice, words);
        assembly ("memory-safe") {
            let kept := mload(add(data, a))
            mstore(add(data, a), mload(add(data, b)))
            mstore(add(data, b), kept)
        }
        return data;
    }

    function spoiled(Dice memory dice, Opening memory opening)
        internal
        pure
        returns (Opening memory out)
    {
        out = Opening(opening.data, opening.siblings);
        uint256 kind = below(dice, 6);
        if (kind == 0) {
            out.data = shortened(dice, out.data);
        } else if (kind == 1) {
            out.data = lengthened(dice, out.data);
        } else if (kind == 2) {
            out.data = flippedIn(dice, out.data, out.data.length);
        } else if (kind == 3) {
            out.siblings = new bytes32[](below(dice, 12));
        } else if (out.siblings.length > 0) {
            out.siblings[below(dice, out.siblings.length)] = bytes32(next(dice));
        }
    }

    /// One left out, one twice, or two changed about.
    function reordered(Dice memory dice, Opening[] memory list)
        internal
        pure
        returns (Opening[] memory out)
    {
        uint256 kind = below(dice, 3);
        if (list.length == 0) return new Opening[](1 + kind);
        uint256 n = below(dice, list.length);
        uint256 length = kind == 0 ? list.length - 1 : list.length + (kind == 1 ? 1 : 0);
        out = new Opening[](length);
        for (uint256 i = 0; i < length; ++i) {
            uint256 from = i;
            if (kind == 0 && i >= n) from = i + 1;
            if (kind == 1 && i > n) from = i - 1;
            if (kind == 2 && i == n) from = list.length - 1;
            if (kind == 2 && i == list.length - 1) from = n;
            out[i] = list[from];
        }
    }
}
