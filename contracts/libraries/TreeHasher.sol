// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Folds a partial SHA-256 tree. The only assembly of the challenge; it is fuzzed against a plain twin,
/// test/contracts/RandomTree.sol.
library TreeHasher {
    /// Root over terminals from left to right. Each is pushed; as long as the node on top is a right child, it and its left
    /// sibling below, which lie side by side as SHA-256 wants them, give way to their parent.
    /// @dev `positions` must be those of all terminals of one tree, and its width behind them (libraries/Witness.sol).
    function fold(uint256[] memory positions, bytes32[] memory nodes)
        internal
        view
        returns (bytes32 root)
    {
        assembly ("memory-safe") {
            let top := sub(mload(0x40), 0x20)
            let node := add(nodes, 0x20)
            let end := add(node, shl(5, mload(nodes)))
            let toNext := add(sub(positions, nodes), 0x20)
            let position := 0
            let ok := 1
            for { } lt(node, end) { node := add(node, 0x20) } {
                top := add(top, 0x20)
                mstore(top, mload(node))
                let next := mload(add(node, toNext))
                let width := and(next, sub(0, next))
                for { let span := sub(next, position) } lt(span, width) { span := shl(1, span) } {
                    top := sub(top, 0x20)
                    ok := and(ok, staticcall(gas(), 2, top, 0x40, top, 0x20))
                }
                position := next
            }
            // SHA-256 fails when it is starved of gas, and nothing may be concluded from that.
            if iszero(ok) { revert(0, 0) }
            root := mload(top)
        }
    }
}
