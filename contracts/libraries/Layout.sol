// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ACCOUNT_DEPTH,
    ASSET_DEPTH,
    ERA_SLOTS,
    MARKET_DEPTH,
    RING_DEPTH,
    RING_SIZE,
    SIDE_BUY,
    TICK_BITS,
    TICK_LIMIT
} from "../generated/Constants.sol";

/// Generalised indices of the state tree (PROTOCOL.md §3): root 1, children of g are 2g and 2g + 1. Twin of
/// protocol/layout.ts. Depths are constants, never taken from a witness.
library Layout {
    uint256 private constant ACCOUNTS = 5;
    uint256 private constant MARKETS = 6;
    uint256 private constant EXPIRING = 7;

    function signerLeaf(uint256 account) internal pure returns (uint256) {
        return _account(account) * 2;
    }

    function balanceLeaf(uint256 account, uint256 asset) internal pure returns (uint256) {
        return ((_account(account) * 2 + 1) << ASSET_DEPTH) + asset;
    }

    function paramsLeaf(uint256 market) internal pure returns (uint256) {
        return _market(market) * 4;
    }

    function lastLeaf(uint256 market) internal pure returns (uint256) {
        return _market(market) * 4 + 1;
    }

    /// Where a side's bitmap of non-empty levels is rooted.
    function sideBitmap(uint256 market, uint256 side) internal pure returns (uint256) {
        return _side(market, side) * 2 + 1;
    }

    function levelLeaf(uint256 market, uint256 side, uint256 key) internal pure returns (uint256) {
        return _level(market, side, key) * 2;
    }

    function orderLeaf(uint256 market, uint256 side, uint256 key, uint256 position)
        internal
        pure
        returns (uint256)
    {
        return ((_level(market, side, key) * 2 + 1) << RING_DEPTH) + (position % RING_SIZE);
    }

    /// Orders a side from best to worst: the tick of an ask, the mirrored tick of a bid. Its own inverse.
    function levelKey(uint256 side, uint256 tick) internal pure returns (uint256) {
        return side == SIDE_BUY ? TICK_LIMIT - 1 - tick : tick;
    }

    /// The bitmap of the era that `slot` lies in; eras alternate between two tables.
    function expiryBitmap(uint256 slot) internal pure returns (uint256) {
        return _expiryTable(slot) * 2 + 1;
    }

    function expiryCountLeaf(uint256 slot) internal pure returns (uint256) {
        return _expiryTable(slot) * 2 * ERA_SLOTS + (slot % ERA_SLOTS);
    }

    // A bitmap's three storeys of 256-bit words: 4096 words, 16 words, one word.

    function bitmapLow(uint256 root, uint256 word) internal pure returns (uint256) {
        return root * 2 * 4096 + word;
    }

    function bitmapMiddle(uint256 root, uint256 word) internal pure returns (uint256) {
        return (root * 4 + 2) * 16 + word;
    }

    function bitmapTop(uint256 root) internal pure returns (uint256) {
        return root * 4 + 3;
    }

    function _account(uint256 account) private pure returns (uint256) {
        return (ACCOUNTS << ACCOUNT_DEPTH) + account;
    }

    function _market(uint256 market) private pure returns (uint256) {
        return (MARKETS << MARKET_DEPTH) + market;
    }

    function _side(uint256 market, uint256 side) private pure returns (uint256) {
        return _market(market) * 4 + 2 + side;
    }

    function _level(uint256 market, uint256 side, uint256 key) private pure returns (uint256) {
        return ((_side(market, side) * 2) << TICK_BITS) + key;
    }

    function _expiryTable(uint256 slot) private pure returns (uint256) {
        return EXPIRING * 2 + ((slot / ERA_SLOTS) % 2);
    }
}
