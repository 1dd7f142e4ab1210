// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Role } from "../types/Bonds.sol";
import { Claim } from "../types/Claim.sol";
import { Deployment } from "../types/Deployment.sol";

/// Carries every posted byte, so that all of it is found even when a call came through another contract.
interface IEvents {
    event Deployed(
        address indexed challenger,
        address indexed misconduct,
        bytes32 genesisRoot,
        Deployment deployment
    );

    // Money and inbox
    /// `word` is the 32-byte operation of PROTOCOL.md §4, kept in storage too.
    event Enqueued(uint48 indexed index, bytes32 word);
    event Registered(uint32 indexed account, address indexed owner, address signer);
    /// Units, and who paid.
    event Deposited(
        uint32 indexed account, uint8 indexed asset, address indexed from, uint64 amount
    );
    /// Units, and the owner paid.
    event Withdrawn(uint32 indexed account, uint8 indexed asset, address indexed to, uint64 amount);
    /// Wei that became collectable, and that was collected.
    event Owed(address indexed party, uint256 value);
    event Collected(address indexed party, uint256 value);

    // Facts
    event KeySetRegistered(uint32 indexed first, bytes32 root, bytes signatures);
    event Sealed(
        uint32 indexed slot,
        uint32 indexed prev,
        uint32 indexed parent,
        uint48 inboxEnd,
        bytes32 root,
        uint16 count,
        bytes envelopes,
        bytes certificate
    );
    event EmptySealed(uint32 indexed slot, uint32 indexed prev, uint48 inboxEnd);
    event Revealed(uint32 indexed slot, bytes32 key, bytes shareAddresses, bytes32[] proof);
    event Voided(uint32 indexed slot);

    // Claims
    event Claimed(
        uint48 indexed index,
        address indexed author,
        bytes32 indexed hash,
        Claim claim,
        bytes chunks,
        bytes32 cursor,
        bytes32[] proof
    );
    event Finalised(uint48 indexed index, bytes32 indexed stateRoot, uint32 slot);
    /// The claim and all after it are dead; `generation` is the one that begins.
    event Killed(
        uint48 indexed index, address indexed author, address indexed beneficiary, uint32 generation
    );
    /// The claims from `from` on are dead; `generation` is the one that begins.
    event Swept(uint48 indexed from, address indexed author, uint32 generation);

    // Freeze and exit
    /// For ever. `lastSlot` is the last slot that may still be sealed.
    event Frozen(uint32 lastSlot);
    /// The claim whose state everybody leaves with; it has taken in the inbox operations below `inboxCursor`.
    event ExitFixed(uint48 indexed index, bytes32 indexed stateRoot, uint48 inboxCursor);
    /// Units paid, to the account's owner, for a leaf of that state or a deposit that it has not taken in. `source` is the
    /// leaf's generalised index, or 2^64 + the deposit's index in the inbox.
    event Exited(
        uint32 indexed account,
        uint8 indexed asset,
        address indexed to,
        uint64 amount,
        uint256 source
    );

    // Bonds
    event BondPosted(Role indexed role, address indexed party, uint256 value);
    event BondReleased(Role indexed role, address indexed party, uint256 value);
    /// Of `value`, `reward` is owed to `beneficiary`; the rest is burned: owed to the zero address.
    event BondSlashed(
        Role indexed role,
        address indexed party,
        address indexed beneficiary,
        uint256 value,
        uint256 reward
    );
    event Retired(uint32 lastSlot);
}
