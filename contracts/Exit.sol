// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Claims } from "./Claims.sol";
import {
    BALANCE_DEPTH,
    CURSOR_DEPTH,
    CURSOR_LEAF,
    INBOX_DEPOSIT,
    ORDER_DEPTH,
    SIDE_SELL
} from "./generated/Constants.sol";
import { InboxWord } from "./libraries/InboxWord.sol";
import { Layout } from "./libraries/Layout.sol";
import { StateProof } from "./libraries/StateProof.sol";
import { Units } from "./libraries/Units.sol";
import { Claim } from "./types/Claim.sol";
import { Deployment, MarketParams } from "./types/Deployment.sol";
import { InboxOperation } from "./types/Operations.sol";

/// The way out when the exchange stands still. Invariant: once the exit root is fixed, the escrow of an asset is what the
/// leaves of that state not exited yet are worth, and the deposits beyond its inbox cursor not refunded yet.
abstract contract Exit is Claims {
    /// Above every generalised index of the state tree.
    uint256 private constant DEPOSITS = 1 << 64;

    /// The one state that everybody leaves with; zero until it is fixed.
    bytes32 public exitRoot;
    /// Inbox operations from here on are not in it.
    uint48 public exitCursor;
    /// What was paid: a leaf of the exit root by its generalised index, one balance or one order; or the deposit at an index
    /// of the inbox by 2^64 + index.
    mapping(uint256 source => bool) public exited;
    mapping(uint256 market => MarketParams) private _markets;

    constructor(Deployment memory d) {
        for (uint256 i = 0; i < d.markets.length; ++i) {
            _markets[i] = d.markets[i];
        }
    }

    /// Stops the exchange for good when L1's facts wait for too long: an operation that no slot took in, or a sealed slot that
    /// is not final. Anyone may call.
    function freeze() external {
        if (frozenAt != 0) revert FrozenSince(frozenAt);
        uint256 since = _waitingSince();
        if (since == type(uint256).max) revert NothingOverdue();
        notBefore(since + freezeDelay + 1);
        frozenAt = uint48(block.timestamp);
        uint32 closed = uint32(collecting() - 1);
        if (closed < lastSlot) lastSlot = closed;
        emit Frozen(lastSlot);
    }

    /// Fixes the state that everybody leaves with: that of the newest final claim, when all that was sealed is final and
    /// nothing more can be; or as it is, when that takes longer than `exitDelay`. Anyone may call.
    function fixExit(Claim calldata c, bytes32 cursor, bytes32[] calldata proof) external {
        if (frozenAt == 0) revert NotFrozen();
        checkNoExit();
        if (block.timestamp < frozenAt + exitDelay) {
            notBefore(deadlineOf(lastSlot) + 1);
            if (finalisedSlot != lastSealed) revert SealedNotFinal(finalisedSlot, lastSealed);
        }
        checkAlive(c);
        if (c.index != finalisedIndex) revert NotNewestFinal(c.index, finalisedIndex);
        checkLeaf(c.stateRoot, CURSOR_LEAF, cursor, proof, CURSOR_DEPTH);
        exitRoot = c.stateRoot;
        exitCursor = uint48(StateProof.word64(cursor, 4));
        emit ExitFixed(c.index, c.stateRoot, exitCursor);
    }

    /// Pays an account's owner what is available, and what was withdrawn and not paid, of an asset. Once; anyone may call.
    function exitBalance(uint32 account, uint8 asset, bytes32 leaf, bytes32[] calldata proof)
        external
        nonReentrant
    {
        uint256 gindex = balanceLeaf(account, asset);
        _takeLeaf(gindex, leaf, proof, BALANCE_DEPTH);
        uint64 unpaid;
        unchecked {
            unpaid = StateProof.word64(leaf, 2) - paid[account][asset].total;
        }
        _exit(gindex, account, asset, uint256(StateProof.word64(leaf, 0)) + unpaid);
    }

    /// Pays the owner of a live order's account what it locks. Once; anyone may call.
    function exitOrder(
        uint8 market,
        uint8 side,
        uint24 tick,
        uint16 place,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        checkLevel(market, side, tick);
        uint256 gindex = Layout.orderLeaf(market, side, Layout.levelKey(side, tick), place);
        _takeLeaf(gindex, leaf, proof, ORDER_DEPTH);
        (uint8 asset, uint256 amount) =
            _lock(_markets[market], side, tick, StateProof.word32(leaf, 1));
        _exit(gindex, StateProof.word32(leaf, 0), asset, amount);
    }

    /// Pays a deposit that the exit root has not taken in to the owner of its account. Once; anyone may call.
    function refund(uint48 index) external nonReentrant {
        if (index < exitCursor || index >= inboxLength) {
            revert NotRefundable(index, exitCursor, inboxLength);
        }
        _take(DEPOSITS + index);
        InboxOperation memory op = InboxWord.decode(inboxWord[index]);
        if (op.kind != INBOX_DEPOSIT) revert NotADeposit(index, op.kind);
        _exit(DEPOSITS + index, uint32(op.account), uint8(op.asset), op.amount);
    }

    function checkNoExit() internal view override {
        if (exitRoot != 0) revert ExitRootFixed(exitRoot);
    }

    /// When what waits longest on L1 began to wait; the greatest number if nothing does.
    function _waitingSince() private view returns (uint256 since) {
        since = type(uint256).max;
        uint48 index = sealedSlots[lastSealed].inboxEnd;
        if (index < inboxLength) {
            since = InboxWord.queuedAt(inboxWord[index]);
            // No slot closes before genesis.
            if (since < genesisTime) since = genesisTime;
        }
        uint32 slot = sealedSlots[finalisedSlot].next;
        if (slot != 0 && sealedSlots[slot].sealedAt < since) since = sealedSlots[slot].sealedAt;
    }

    function _takeLeaf(uint256 gindex, bytes32 leaf, bytes32[] calldata proof, uint256 depth)
        private
    {
        _take(gindex);
        checkLeaf(exitRoot, gindex, leaf, proof, depth);
    }

    /// Reverts unless there is an exit root, and the source was not paid from.
    function _take(uint256 source) private {
        if (exitRoot == 0) revert ExitRootMissing();
        if (exited[source]) revert AlreadyExited(source);
        exited[source] = true;
    }

    function _exit(uint256 source, uint32 account, uint8 asset, uint256 amount) private {
        known(account);
        listed(asset);
        if (amount == 0) revert NothingToExit(source);
        emit Exited(account, asset, ownerOf[account], uint64(amount), source);
        payOwner(account, asset, amount);
    }

    /// Units that an order's lots lock: of quote for a buy, of base for a sell.
    function _lock(MarketParams memory m, uint8 side, uint256 tick, uint256 lots)
        private
        pure
        returns (uint8 asset, uint256 amount)
    {
        if (side == SIDE_SELL) return (m.base, lots * m.baseUnit);
        amount = Units.notional(lots, tick, m.quoteUnit);
        return (m.quote, amount + Units.feeCeil(amount, m.feeBps));
    }
}
