// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Opening } from "../types/Challenge.sol";
import { SignedLink, SlotKeys } from "../types/Offence.sol";
import { ISettlement } from "./ISettlement.sol";

/// Judges what the sequencer and keypers signed or showed against the facts on L1, and has Settlement take their bonds. Anyone
/// may call; each offence costs once. A sequencer that sealed what it gave receipts for, or an envelope of a higher version
/// by the same signer, commits none; neither does a keyper that signs one root for a slot and shows no share before its close.
///
/// Hazards:
/// - A proof is public before it is mined, and whoever sends it first is the beneficiary, even the culprit: for a sixteenth.
/// - q keypers together can show a certificate that they never gave the sequencer. t keypers together know every share.
/// - Bonds are released some time after the last slot (PROTOCOL.md §6, Bonds); later proofs find nothing to take.
interface IMisconduct {
    /// The sequencer broke a receipt: its bond and its role are gone.
    event ReceiptBroken(uint32 indexed slot, uint32 indexed account, address beneficiary);
    /// The sequencer was fined for a slot that it gave receipts for and that has no certificate.
    event ReceiptDropped(uint32 indexed slot, uint32 indexed account);
    event ShareShown(uint32 indexed slot, uint256 indexed keyper, address beneficiary);
    event Equivocated(uint32 indexed slot, uint256 indexed keyper, address beneficiary);

    /// The deployment given is not the one that Settlement was made with.
    error WrongDeployment(bytes32 given, bytes32 expected);
    error ReceiptLength(uint256 given, uint256 expected);
    /// `given` is who signed; zero for a signature that nobody made.
    error NotSignedBy(address given, address expected);
    /// The offence cost a bond already.
    error AlreadyPunished(bytes32 offence);
    error NotCertified(uint32 slot);
    error IsCertified(uint32 slot);
    /// The freeze came before the slot's close: it may not be sealed.
    error FrozenBefore(uint32 slot, uint48 frozenAt);
    /// Of the slot's envelopes.
    error NoSuchEnvelope(uint256 given, uint256 count);
    error WrongOpening(bytes32 given, bytes32 expected);
    /// The envelopes shown leave room for one of the account.
    error NotMissing(uint32 account, uint256 index, uint256 count);
    error OtherAccount(uint32 given, uint32 expected);
    /// The envelope is not the receipted one.
    error WrongEnvelope(bytes32 given, bytes32 expected);
    /// The sealed envelope is what the receipt promised, or replaces it rightly.
    error ReceiptHonoured(uint32 slot, uint32 account);
    error NoSuchKeyper(uint256 given, uint256 count);
    error SlotClosed(uint32 slot, uint256 closedAt);
    /// The scalar's address is not the registered one.
    error WrongShare(address given, address expected);
    error SignatureLength(uint256 given, uint256 expected);
    /// Both signatures are over one root.
    error SameRoot(bytes32 root);

    function settlement() external view returns (ISettlement);
    /// In the order of their indices.
    function keypers() external view returns (address[] memory);
    /// Whether an offence cost a bond already.
    function punished(bytes32 offence) external view returns (bool);

    /// The slot is sealed with a certificate and has no envelope of the receipt's account.
    /// @param receipt 107 bytes (PROTOCOL.md §4, "Receipt")
    /// @param index of the first envelope shown
    /// @param shown none if the slot has none; the first, if its account is higher; the last, if its account is lower; or two
    /// neighbours around the account. Each whole, with its 10 siblings
    function slashOmitted(
        bytes calldata receipt,
        uint256 index,
        Opening[] calldata shown,
        address beneficiary
    ) external;

    /// The slot is sealed with a certificate, and the account's envelope in it is neither the receipted one nor one of a higher
    /// version by the same signer.
    /// @param index of the sealed envelope
    /// @param shown it, with its 10 siblings
    /// @param envelope the receipted one
    /// @param keys of the slot; neither they nor `envelope` matter where the sealed version is not higher
    function slashAltered(
        bytes calldata receipt,
        uint256 index,
        Opening calldata shown,
        bytes calldata envelope,
        SlotKeys calldata keys,
        address beneficiary
    ) external;

    /// The slot has a certificate, over whatever root, and was not sealed with one by its deadline.
    /// @param certificate over Certificate(slot, root, parent)
    function slashUnsealed(
        bytes calldata receipt,
        bytes32 root,
        uint32 parent,
        bytes calldata certificate,
        address beneficiary
    ) external;

    /// The slot was not sealed with a certificate by its deadline: a fine, once a slot, burned whole. The role stays, since
    /// it may be the keypers who gave no certificate.
    function fineDropped(bytes calldata receipt) external;

    /// A keyper's share of a slot's key is known before the slot closes.
    /// @param share the scalar, 1 … n − 1
    function slashShare(
        uint32 slot,
        uint256 keyper,
        bytes32 share,
        SlotKeys calldata keys,
        address beneficiary
    ) external;

    /// A keyper signed two roots for one slot.
    function slashEquivocation(
        uint32 slot,
        uint256 keyper,
        SignedLink calldata one,
        SignedLink calldata other,
        address beneficiary
    ) external;
}
