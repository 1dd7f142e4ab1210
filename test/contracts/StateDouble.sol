// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A state of which only the cursor and one balance leaf are known, with both their proofs: all other nodes are noise.
/// Everything is worked out when it is made, because hashing is a call that `vm.prank` and `vm.expectRevert` would take.
library StateDouble {
    uint256 private constant ACCOUNTS_DEPTH = 31;

    struct State {
        uint32 slot;
        uint8 phase;
        uint8 market;
        bytes32 cursor;
        uint32 account;
        uint8 asset;
        bytes32 balance;
        bytes32 noise;
        bytes32 root;
        bytes32[] cursorProof;
        bytes32[] balanceProof;
    }

    function make(uint32 slot, uint8 phase, bytes32 noise) internal pure returns (State memory) {
        return withBalance(slot, phase, 0, 0, 0, 0, noise);
    }

    /// A state within the auction of a market.
    function inMarket(uint32 slot, uint8 phase, uint8 market, bytes32 noise)
        internal
        pure
        returns (State memory state)
    {
        state.slot = slot;
        state.phase = phase;
        state.market = market;
        state.noise = noise;
        complete(state);
    }

    function withBalance(
        uint32 slot,
        uint8 phase,
        uint32 account,
        uint8 asset,
        uint64 available,
        uint64 withdrawn,
        bytes32 noise
    ) internal pure returns (State memory state) {
        state.slot = slot;
        state.phase = phase;
        state.account = account;
        state.asset = asset;
        state.balance =
            bytes32(bytes.concat(little(available, 8), little(withdrawn, 8), new bytes(16)));
        state.noise = noise;
        complete(state);
    }

    /// The cursor, the root and both proofs from the other fields.
    function complete(State memory state) private pure {
        uint64 place = state.phase + 256 * uint64(state.market);
        state.cursor = bytes32(bytes.concat(little(state.slot, 4), little(place, 4), new bytes(24)));
        bytes32 header = headerNode(state);
        bytes32 accounts = accountsNode(state);
        bytes32 right = sibling(state, "right", 0);
        state.root = parent(parent(header, accounts), right);

        // 3 siblings within the header, then the accounts, then markets and expiries.
        state.cursorProof = new bytes32[](5);
        for (uint256 i = 0; i < 3; ++i) {
            state.cursorProof[i] = sibling(state, "header", i);
        }
        state.cursorProof[3] = accounts;
        state.cursorProof[4] = right;

        state.balanceProof = new bytes32[](ACCOUNTS_DEPTH + 2);
        for (uint256 i = 0; i < ACCOUNTS_DEPTH; ++i) {
            state.balanceProof[i] = sibling(state, "accounts", i);
        }
        state.balanceProof[ACCOUNTS_DEPTH] = header;
        state.balanceProof[ACCOUNTS_DEPTH + 1] = right;
    }

    function headerNode(State memory state) private pure returns (bytes32 node) {
        node = state.cursor;
        for (uint256 i = 0; i < 3; ++i) {
            node = parent(node, sibling(state, "header", i));
        }
    }

    /// Below node 5: 24 levels of accounts, then right to the balances, then 6 levels of assets.
    function accountsNode(State memory state) private pure returns (bytes32 node) {
        uint256 path = (uint256(state.account) << 7) | 64 | state.asset;
        node = state.balance;
        for (uint256 i = 0; i < ACCOUNTS_DEPTH; ++i) {
            bytes32 other = sibling(state, "accounts", i);
            node = (path >> i) & 1 == 0 ? parent(node, other) : parent(other, node);
        }
    }

    function sibling(State memory state, string memory where, uint256 level)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(state.noise, where, level));
    }

    function parent(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(bytes.concat(left, right));
    }

    function little(uint256 value, uint256 length) private pure returns (bytes memory out) {
        out = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = bytes1(uint8(value >> (8 * i)));
        }
    }
}
