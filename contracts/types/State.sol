// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A state known only by the leaves of its witness; libraries/Witness.sol reads and writes it.
struct State {
    /// Terminals of the partial tree from left to right: leaves, and roots of what is not touched.
    bytes32[] nodes;
    /// For each terminal, as many ones in a row as pairs of nodes it completes.
    uint256[] pairs;
    /// Open-addressed: (generalised index << 16) + place in `nodes` + 1, or 0.
    uint256[] places;
    /// Odd; spreads indices over `places`. Nobody can know it when choosing what the state will hold.
    uint256 spread;
}

// Leaves of the state (PROTOCOL.md §3), decoded. Twins of the interfaces in protocol/leaves.ts.

struct Cursor {
    uint256 slot;
    uint256 phase;
    uint256 market;
    uint256 i;
    uint256 j;
    uint256 inboxCursor;
    uint256 era;
}

struct Inputs {
    uint256 count;
    bool certified;
    bool opened;
    uint256 inboxEnd;
}

struct Auction {
    uint256 bidLeft;
    uint256 askLeft;
    uint256 volume;
}

struct Price {
    uint256 tick;
    uint256 lastBid;
    uint256 lastAsk;
    uint256 fee;
}

struct Parameters {
    uint256 operationFee;
    uint256 stepsPerRoot;
    uint256 marketCount;
    uint256 assetCount;
}

struct Balance {
    uint256 available;
    /// Modulo 2^64.
    uint256 withdrawn;
}

struct Market {
    uint256 base;
    uint256 quote;
    uint256 feeBps;
    uint256 bandBps;
    uint256 minLots;
    uint256 baseUnit;
    uint256 quoteUnit;
}

struct Level {
    uint256 head;
    uint256 tail;
    uint256 total;
}

/// Dead iff lots is 0.
struct Order {
    uint256 account;
    uint256 lots;
    uint256 slot;
    uint256 expiry;
}

/// What names an order: never reused.
struct OrderRef {
    uint256 market;
    uint256 side;
    uint256 tick;
    uint256 position;
}
