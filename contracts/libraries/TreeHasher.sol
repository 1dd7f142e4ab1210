// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Folds a partial SHA-256 tree. The only assembly of the challenge; it is fuzzed against a plain twin,
/// test/contracts/RandomTree.sol.
library TreeHasher {
    /// Root over terminals from left to right. Each is pushed; for every pair of nodes that it completes, the two on top, which
    /// lie side by side as SHA-256 wants them, give way to their parent.
    /// @dev `pairs` must be of one whole tree: for each terminal, as many ones in a row as pairs it completes.
    function fold(bytes32[] memory nodes, uint256[] memory pairs)
        internal
        view
        returns (bytes32 root)
    {
        assembly ("memory-safe") {
            let top := sub(mload(0x40), 0x20)
            let node := add(nodes, 0x20)
            let end := add(node, shl(5, mload(nodes)))
            let toPairs := sub(pairs, nodes)
            let ok := 1
            for { } lt(node, end) { node := add(node, 0x20) } {
                top := add(top, 0x20)
                mstore(top, mload(node))
                let rest := mload(add(node, toPairs))
                for { } rest { rest := and(rest, shl(1, rest)) } {
                    top := sub(top, 0x20)
                    ok := and(staticcall(gas(), 2, top, 0x40, top, 0x20), ok)
                }
            }
            // SHA-256 fails when it is starved of gas, and nothing may be concluded from that.
            if iszero(ok) { revert(0, 0) }
            root := mload(top)
        }
    }
}
