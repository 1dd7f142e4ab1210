// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Facts } from "./Facts.sol";
import { Money } from "./Money.sol";
import {
    CURSOR_DEPTH,
    CURSOR_LEAF,
    FULL_CLAIM_BYTES,
    MAX_CHUNKS,
    MAX_SLOT,
    PHASE_CLOSE,
    PHASE_FILL_BIDS,
    PHASE_START
} from "./generated/Constants.sol";
import { Chunks } from "./libraries/Chunks.sol";
import { StateProof } from "./libraries/StateProof.sol";
import { Role } from "./types/Bonds.sol";
import { Claim } from "./types/Claim.sol";
import { KeyState, Seal, SealKind } from "./types/Facts.sol";

/// The optimistic part: a chain of claims about the trace. A claim is alive iff its index is at most `tip` and its hash is
/// the stored one; rolling back is lowering `tip`, whatever the number of claims above.
abstract contract Claims is Facts, Money {
    uint48 public tip;
    uint48 public finalisedIndex;
    /// Raised by every rollback.
    uint32 public generation;
    /// cursor.slot of the newest final claim.
    uint32 public finalisedSlot;
    /// Time of the last rollback.
    uint48 public rolledBackAt;

    /// keccak256(abi.encode(Claim)). Above `tip` stale hashes may lie; they mean nothing.
    mapping(uint256 index => bytes32) public claimHash;
    /// Index of the party's newest claim.
    mapping(address author => uint48) public lastClaimOf;

    constructor(bytes32 genesisRoot) {
        Claim memory genesis;
        genesis.stateRoot = genesisRoot;
        genesis.atStart = true;
        claimHash[0] = keccak256(abi.encode(genesis));
    }

    /// Extends the chain by a slice of the trace. Anyone whose claimant's bond stands may call.
    /// @param parent the claim at the tip
    /// @param chunks Σ (records length u16 ‖ state root ‖ records): 1,000 chunks, or at least 90,000 bytes, or up to Start
    /// @param cursor header leaf 0 under the last state root
    /// @param proof its 5 siblings, lowest first
    function claim(
        Claim calldata parent,
        bytes calldata chunks,
        bytes32 cursor,
        bytes32[] calldata proof
    ) external {
        requireBond(Role.claimant, msg.sender);
        Claim memory c;
        c.parentHash = checkAlive(parent);
        if (parent.index != tip) revert NotTip(parent.index, tip);

        uint256 count;
        (c.chunkRoot, count, c.stateRoot) = Chunks.root(chunks, mostRecords);
        checkLeaf(c.stateRoot, CURSOR_LEAF, cursor, proof, CURSOR_DEPTH);
        c.slot = StateProof.word32(cursor, 0);
        uint32 place = StateProof.word32(cursor, 1);
        uint8 phase = uint8(place);
        c.atStart = phase == PHASE_START;
        if (PHASE_FILL_BIDS <= phase && phase <= PHASE_CLOSE) c.auction = uint8(place >> 8) + 1;
        if (!c.atStart && count != MAX_CHUNKS && chunks.length < FULL_CLAIM_BYTES) {
            revert ClaimTooShort(count, chunks.length);
        }
        uint256 leastSlot = parent.atStart ? uint256(parent.slot) + 1 : parent.slot;
        if (c.slot < leastSlot) revert BadSlot(c.slot, leastSlot, MAX_SLOT);
        _checkDecided(c.slot);

        c.index = parent.index + 1;
        c.generation = generation;
        c.chunkCount = uint16(count);
        c.postedAt = uint48(block.timestamp);
        c.author = msg.sender;
        if (c.auction != 0) _blame(c, parent);
        bytes32 hash = keccak256(abi.encode(c));
        tip = c.index;
        claimHash[c.index] = hash;
        lastClaimOf[msg.sender] = c.index;
        emit Claimed(c.index, msg.sender, hash, c, chunks, cursor, proof);
    }

    /// Makes a claim at Start final, and with it all before it, one challenge window after it was posted. Anyone may call.
    function finalise(Claim calldata c) external {
        checkAlive(c);
        _checkNotFinal(c.index);
        if (!c.atStart) revert NotAtStart(c.index);
        notBefore(c.postedAt + challengeWindow);
        finalisedIndex = c.index;
        finalisedSlot = c.slot;
        finalRoots[c.stateRoot] = uint256(c.index) + 1;
        emit Finalised(c.index, c.stateRoot, c.slot);
    }

    /// Drops a claim that the challenger has proven wrong, and all after it. Its author's bond is slashed; the authors of
    /// the others keep theirs.
    function kill(Claim calldata c, address beneficiary) external {
        if (msg.sender != challenger) revert NotChallenger(msg.sender, challenger);
        checkAlive(c);
        _checkNotFinal(c.index);
        uint32 next = _rollBack(c.index - 1);
        emit Killed(c.index, c.author, beneficiary, next);
        slash(Role.claimant, c.author, beneficiary, 2);
    }

    /// Drops an auction that nobody could bring to its Close within `sweepDelay`, and burns the bond of the author who
    /// claimed its Clear: a right Clear can always be continued, by anyone, and so can every state outside an auction.
    /// Anyone may call, with the claim at the tip.
    function sweep(Claim calldata c) external {
        checkAlive(c);
        if (c.index != tip) revert NotTip(c.index, tip);
        if (c.auction == 0) revert NoAuction(c.index);
        uint48 since = c.clearAt > rolledBackAt ? c.clearAt : rolledBackAt;
        notBefore(since + sweepDelay);
        uint32 next = _rollBack(c.clearIndex - 1);
        emit Swept(c.clearIndex, c.clearBy, next);
        slash(Role.claimant, c.clearBy, address(0), 1);
    }

    /// Whether withdrawals may be proven against a state root.
    function isFinalRoot(bytes32 root) external view returns (bool) {
        return finalRoots[root] != 0;
    }

    /// Claimant: its newest claim is final. Sequencer and keypers: no certificate can follow (the sequencer has retired, or
    /// the last key set has ended), a challenge window has passed since, and the last certified slot is final.
    function checkReleasable(Role role, address party) internal view override {
        if (role == Role.claimant) {
            uint48 last = lastClaimOf[party];
            if (finalisedIndex < last) revert BondLocked(finalisedIndex, last);
            return;
        }
        if (role == Role.sequencer && lastSlot == MAX_SLOT) revert NotRetired();
        uint256 ends = lastSlot;
        if (role == Role.keyper && keysEnd <= ends) ends = keysEnd - 1;
        notBefore(deadlineOf(ends) + challengeWindow + 1);
        if (finalisedSlot < lastCertified) revert BondLocked(finalisedSlot, lastCertified);
    }

    /// The hash of a claim that is neither dead nor made up.
    function checkAlive(Claim calldata c) internal view returns (bytes32 hash) {
        if (c.index > tip) revert NotTip(c.index, tip);
        hash = keccak256(abi.encode(c));
        if (hash != claimHash[c.index]) revert StaleClaim(hash, claimHash[c.index]);
    }

    function _checkNotFinal(uint48 index) private view {
        if (index <= finalisedIndex) revert ClaimFinal(index, finalisedIndex);
    }

    /// The trace can run to the end of `slot`: its inputs are sealed and its key is known or given up.
    function _checkDecided(uint32 slot) private view {
        Seal storage s = sealedSlots[slot];
        if (s.kind == SealKind.none) revert NotSealed(slot);
        if (s.count > 0 && s.keyState == KeyState.none) revert SlotUndecided(slot);
    }

    /// Who answers for the auction that runs where `c` ends: the author of the claim that holds its Clear.
    function _blame(Claim memory c, Claim calldata parent) private pure {
        bool continued = parent.auction == c.auction && parent.slot == c.slot;
        c.clearIndex = continued ? parent.clearIndex : c.index;
        c.clearAt = continued ? parent.clearAt : c.postedAt;
        c.clearBy = continued ? parent.clearBy : c.author;
    }

    function _rollBack(uint48 to) private returns (uint32 next) {
        tip = to;
        rolledBackAt = uint48(block.timestamp);
        next = ++generation;
    }
}
