// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Folds a partial SHA-256 tree. The only assembly of the challenge: a plain twin in test/contracts, which it is fuzzed
/// against, does the same some three times dearer.
library TreeHasher {
    /// Room for one node of each level, and to spare.
    uint256 private constant STACK_BYTES = 64 * 32;

    /// Root over terminals in pre-order. Read backwards, the descriptor is a program in postfix order: a terminal is pushed,
    /// an inner node takes its left child from the top and its right child from below, where they lie side by side as
    /// SHA-256 wants them.
    /// @dev `shape` must be the whole descriptor of one tree with `nodes.length` terminals, at most 63 levels deep.
    function fold(uint256[] memory shape, uint256 bits, bytes32[] memory nodes)
        internal
        view
        returns (bytes32 root)
    {
        assembly ("memory-safe") {
            let top := add(mload(0x40), STACK_BYTES)
            let node := add(add(nodes, 0x20), shl(5, mload(nodes)))
            let word := 0
            for { let bit := bits } bit { } {
                // The word that ends with this bit comes first: its last bits lie lowest.
                if or(iszero(and(bit, 255)), eq(bit, bits)) {
                    word := mload(add(add(shape, 0x20), shl(5, shr(8, sub(bit, 1)))))
                    word := shr(and(sub(256, and(bit, 255)), 255), word)
                }
                bit := sub(bit, 1)
                switch and(word, 1)
                case 1 {
                    node := sub(node, 0x20)
                    top := sub(top, 0x20)
                    mstore(top, mload(node))
                }
                default {
                    // SHA-256. Starved of gas it fails, and nothing may be concluded from that.
                    if iszero(staticcall(gas(), 2, top, 0x40, add(top, 0x20), 0x20)) {
                        revert(0, 0)
                    }
                    top := add(top, 0x20)
                }
                word := shr(1, word)
            }
            root := mload(top)
        }
    }
}
