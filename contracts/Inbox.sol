// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Configuration } from "./Configuration.sol";
import { InboxWord } from "./libraries/InboxWord.sol";

/// The queue of operations that L1 forces into the trace, in the order they came. One storage slot each, so that a
/// challenge reads an operation where it lies.
abstract contract Inbox is Configuration {
    uint48 public inboxLength;
    /// When the exchange froze, for ever; 0 while it runs.
    uint48 public frozenAt;
    mapping(uint256 index => bytes32) public inboxWord;

    /// Nothing is queued after the freeze: no slot that would take it in can be sealed.
    function enqueue(bytes32 word) internal {
        if (frozenAt != 0) revert FrozenSince(frozenAt);
        uint48 index = inboxLength++;
        inboxWord[index] = word;
        emit Enqueued(index, word);
    }

    /// Reverts unless the operations below `end` are exactly those queued at or before `cutoff`.
    function checkInboxEnd(uint48 end, uint256 cutoff) internal view {
        uint48 length = inboxLength;
        if (end > length) revert InboxEndTooHigh(end, length);
        if (end > 0) {
            uint256 last = InboxWord.queuedAt(inboxWord[end - 1]);
            if (last > cutoff) revert InboxTakesLate(end - 1, last, cutoff);
        }
        if (end < length) {
            uint256 next = InboxWord.queuedAt(inboxWord[end]);
            if (next <= cutoff) revert InboxLeavesOut(end, next, cutoff);
        }
    }
}
