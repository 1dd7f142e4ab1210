// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Role } from "../types/Bonds.sol";

/// Every refusal, with what was given and what was expected.
interface IErrors {
    // Construction
    error BadParameter(string name, uint256 given, uint256 least, uint256 most);
    error ZeroAddress(string name);
    error ZeroGenesisRoot();
    error DuplicateKeyper(uint256 index, address keyper);
    /// `least` is the smallest q with 2q > n + t - 1.
    error QuorumTooSmall(uint256 given, uint256 least);
    error TokenWithoutCode(uint256 asset, address token);
    error DuplicateToken(uint256 asset, address token);
    error MarketOfOneAsset(uint256 market, uint256 asset);

    // Money and inbox
    error WrongValue(uint256 given, uint256 expected);
    error TooManyAccounts(uint256 most);
    error UnknownAccount(uint32 given, uint32 accounts);
    error UnlistedAsset(uint8 given, uint256 assets);
    error UnlistedMarket(uint8 given, uint256 markets);
    error NotOwner(address given, address expected);
    error ZeroSigner();
    /// What arrived is not a whole number of units, or less than one. Both in token wei.
    error Dust(uint8 asset, uint256 arrived, uint256 scale);
    error CapExceeded(uint8 asset, uint256 given, uint256 room);
    error BadAmount(uint256 given, uint256 least, uint256 most);
    error BadSide(uint8 given, uint8 most);
    error BadTick(uint32 given, uint32 least, uint32 most);
    error RootNotFinal(bytes32 given);
    /// The account was paid from a newer root. Both are indices of claims.
    error StaleRoot(uint48 given, uint48 least);
    error WrongRoot(bytes32 given, bytes32 expected);
    error ProofLength(uint256 given, uint256 expected);
    error NothingToPay(uint64 withdrawn, uint64 paid);
    error MoreThanEscrow(uint256 given, uint64 escrow);
    error NothingOwed(address party);

    // Facts
    error BadSlot(uint256 given, uint256 least, uint256 most);
    error TooEarly(uint256 given, uint256 least);
    error TooLate(uint256 given, uint256 most);
    error SequencerRetired(uint32 slot, uint32 lastSlot);
    error WrongParent(uint32 given, uint32 expected);
    error InboxEndTooHigh(uint48 given, uint48 length);
    /// Operation `index` was queued after the slot's cutoff, yet taken in.
    error InboxTakesLate(uint48 index, uint256 queuedAt, uint256 cutoff);
    /// Operation `index` was queued by the slot's cutoff, yet left out.
    error InboxLeavesOut(uint48 index, uint256 queuedAt, uint256 cutoff);
    error TooManyBytes(uint256 given, uint256 most);
    /// Envelope `index` states a number of blocks that is not 1, 2, 4, 8, 16 or 32.
    error BadBlocks(uint256 index, uint256 given);
    /// Entry `index` runs past the end of the posted bytes.
    error Truncated(uint256 index, uint256 given, uint256 expected);
    error AccountNotRising(uint256 index, uint32 given, uint256 least);
    error NoKeyRange(uint32 slot);
    error CertificateLength(uint256 given, uint256 expected);
    error BadKeyperIndex(uint256 entry, uint256 given, uint256 least, uint256 most);
    /// `given` is the signer recovered; zero for v outside {27, 28}, r or s out of range, or a high s.
    error BadSignature(uint256 entry, address given, address expected);
    error NotSealed(uint32 slot);
    error NoEnvelopes(uint32 slot);
    error KeyDecided(uint32 slot);
    error BadScalar(bytes32 given);
    error SharesLength(uint256 given, uint256 expected);

    // Claims
    error StaleClaim(bytes32 given, bytes32 expected);
    error NotTip(uint48 given, uint48 tip);
    error NoChunks();
    error TooManyChunks(uint256 most);
    error RecordsTooLong(uint256 chunk, uint256 given, uint256 most);
    error ClaimTooShort(uint256 chunks, uint256 bytesGiven);
    error SlotUndecided(uint32 slot);
    error NotAtStart(uint48 index);
    error NoAuction(uint48 index);
    error ClaimFinal(uint48 given, uint48 finalised);
    error NotChallenger(address given, address expected);

    // Freeze and exit
    error FrozenSince(uint48 frozenAt);
    error NotFrozen();
    /// Every operation queued is sealed, and every slot sealed is final.
    error NothingOverdue();
    error ExitRootFixed(bytes32 exitRoot);
    error ExitRootMissing();
    /// Slots: what is sealed is not final yet.
    error SealedNotFinal(uint32 finalisedSlot, uint32 lastSealed);
    error NotNewestFinal(uint48 given, uint48 expected);
    /// `source` names what was to be paid: a leaf by its generalised index, a deposit by 2^64 + its index in the inbox.
    error AlreadyExited(uint256 source);
    error NothingToExit(uint256 source);
    /// Operations that the exit root has not taken in are those from `least` on, below `end`.
    error NotRefundable(uint48 given, uint48 least, uint48 end);
    error NotADeposit(uint48 index, uint256 kind);

    // Bonds
    error BondMissing(Role role, address party, uint256 given, uint256 expected);
    error BondStands(Role role, address party);
    error NotKeyper(address given);
    error NotMisconduct(address given, address expected);
    error NotSequencer(address given, address expected);
    error NotRetired();
    /// What the party answers for is not final yet: a claim's index or a slot.
    error BondLocked(uint256 finalised, uint256 expected);
}
