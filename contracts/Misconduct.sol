// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ENVELOPE_TREE_DEPTH, RECEIPT_BYTES } from "./generated/Constants.sol";
import { IErrors } from "./interfaces/IErrors.sol";
import { IMisconduct } from "./interfaces/IMisconduct.sol";
import { ISettlement } from "./interfaces/ISettlement.sol";
import { Certificate } from "./libraries/Certificate.sol";
import { Envelope } from "./libraries/Envelope.sol";
import { KeySet } from "./libraries/KeySet.sol";
import { Merkle } from "./libraries/Merkle.sol";
import { Messages } from "./libraries/Messages.sol";
import { Role } from "./types/Bonds.sol";
import { Opening } from "./types/Challenge.sol";
import { Deployment } from "./types/Deployment.sol";
import { KeyRange, Seal, SealKind } from "./types/Facts.sol";
import { Receipt, SignedLink, SlotKeys } from "./types/Offence.sol";
import { OpenedEnvelope } from "./types/Run.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// Judges offences; the interface tells which and how. It keeps nothing but which were punished, and holds no money.
contract Misconduct is IMisconduct {
    using Envelope for OpenedEnvelope;

    uint256 private constant SIGNATURE_BYTES = 65;

    ISettlement public immutable settlement;
    bytes32 private immutable _domainSeparator;
    address private immutable _sequencer;
    uint256 private immutable _genesisTime;
    uint256 private immutable _interval;
    uint256 private immutable _sealDelay;
    uint256 private immutable _quorum;

    address[] private _keypers;
    mapping(bytes32 offence => bool) public punished;

    /// `settlement_` names this contract as the one that judges, and is there already.
    constructor(ISettlement settlement_, Deployment memory d) {
        bytes32 hash = keccak256(abi.encode(d));
        bytes32 expected = settlement_.deploymentHash();
        if (hash != expected) revert WrongDeployment(hash, expected);
        settlement = settlement_;
        _domainSeparator = settlement_.domainSeparator();
        _sequencer = d.sequencer;
        _genesisTime = d.genesisTime;
        _interval = d.interval;
        _sealDelay = d.sealDelay;
        _quorum = d.quorum;
        _keypers = d.keypers;
    }

    /// @inheritdoc IMisconduct
    function slashOmitted(
        bytes calldata receipt,
        uint256 index,
        Opening[] calldata shown,
        address beneficiary
    ) external {
        Receipt memory r = _receipt(receipt);
        Seal memory fact = _certified(r.slot);
        uint256 end = index + shown.length;
        // Accounts rise, so neighbours around one leave no room for it, and neither do the ends of the list.
        bool fromBelow = index == 0;
        bool toAbove = end == fact.count;
        for (uint256 i = 0; i < shown.length; ++i) {
            uint256 account = _envelope(fact, index + i, shown[i]).account;
            if (account == r.account) revert NotMissing(r.account, index, fact.count);
            if (i == 0 && account < r.account) fromBelow = true;
            if (i == shown.length - 1 && account > r.account) toAbove = true;
        }
        if (!fromBelow || !toAbove) revert NotMissing(r.account, index, fact.count);
        _breakReceipt(r, beneficiary);
    }

    /// @inheritdoc IMisconduct
    function slashAltered(
        bytes calldata receipt,
        uint256 index,
        Opening calldata shown,
        bytes calldata envelope,
        SlotKeys calldata keys,
        address beneficiary
    ) external {
        Receipt memory r = _receipt(receipt);
        OpenedEnvelope memory found = _envelope(_certified(r.slot), index, shown);
        if (found.account != r.account) revert OtherAccount(uint32(found.account), r.account);
        bytes32 hash = keccak256(found.data);
        if (hash == r.envelopeHash) revert ReceiptHonoured(r.slot, r.account);
        if (found.version > r.version) {
            hash = keccak256(envelope);
            if (hash != r.envelopeHash) revert WrongEnvelope(hash, r.envelopeHash);
            (, OpenedEnvelope memory promised) = Envelope.parse(envelope);
            _checkKeys(r.slot, keys);
            address signer = _signerOf(found, r.slot, keys.batchKey);
            if (signer != address(0) && signer == _signerOf(promised, r.slot, keys.batchKey)) {
                revert ReceiptHonoured(r.slot, r.account);
            }
        }
        _breakReceipt(r, beneficiary);
    }

    /// @inheritdoc IMisconduct
    function slashUnsealed(
        bytes calldata receipt,
        bytes32 root,
        uint32 parent,
        bytes calldata certificate,
        address beneficiary
    ) external {
        Receipt memory r = _receipt(receipt);
        _checkMissed(r.slot);
        bytes32 digest = Messages.certificate(_domainSeparator, r.slot, root, parent);
        Certificate.check(certificate, digest, _keypers, _quorum);
        _breakReceipt(r, beneficiary);
    }

    /// @inheritdoc IMisconduct
    function fineDropped(bytes calldata receipt) external {
        Receipt memory r = _receipt(receipt);
        _checkMissed(r.slot);
        _once("dropped", r.slot, 0);
        emit ReceiptDropped(r.slot, r.account);
        settlement.fine();
    }

    /// @inheritdoc IMisconduct
    function slashShare(
        uint32 slot,
        uint256 keyper,
        bytes32 share,
        SlotKeys calldata keys,
        address beneficiary
    ) external {
        _checkKeyper(keyper);
        if (block.timestamp >= _closeOf(slot)) revert SlotClosed(slot, _closeOf(slot));
        _checkKeys(slot, keys);
        address registered = address(bytes20(keys.shareAddresses[20 * keyper:]));
        address given = KeySet.addressOf(share);
        if (given != registered) revert WrongShare(given, registered);
        _once("share", slot, keyper);
        emit ShareShown(slot, keyper, beneficiary);
        settlement.punish(Role.keyper, _keypers[keyper], beneficiary);
    }

    /// @inheritdoc IMisconduct
    function slashEquivocation(
        uint32 slot,
        uint256 keyper,
        SignedLink calldata one,
        SignedLink calldata other,
        address beneficiary
    ) external {
        _checkKeyper(keyper);
        if (one.root == other.root) revert SameRoot(one.root);
        _checkLink(slot, keyper, one);
        _checkLink(slot, keyper, other);
        _once("equivocation", slot, keyper);
        emit Equivocated(slot, keyper, beneficiary);
        settlement.punish(Role.keyper, _keypers[keyper], beneficiary);
    }

    /// @inheritdoc IMisconduct
    function keypers() external view returns (address[] memory) {
        return _keypers;
    }

    function _breakReceipt(Receipt memory r, address beneficiary) private {
        _once("receipt", r.slot, 0);
        emit ReceiptBroken(r.slot, r.account, beneficiary);
        settlement.punish(Role.sequencer, _sequencer, beneficiary);
    }

    function _once(bytes32 kind, uint32 slot, uint256 keyper) private {
        bytes32 offence = keccak256(abi.encode(kind, slot, keyper));
        if (punished[offence]) revert AlreadyPunished(offence);
        punished[offence] = true;
    }

    /// What the sequencer signed.
    function _receipt(bytes calldata data) private view returns (Receipt memory r) {
        if (data.length != RECEIPT_BYTES) revert ReceiptLength(data.length, RECEIPT_BYTES);
        r.slot = uint32(bytes4(data));
        r.account = uint32(bytes4(data[4:]));
        r.version = uint16(bytes2(data[8:]));
        r.envelopeHash = bytes32(data[10:]);
        bytes32 digest =
            Messages.receipt(_domainSeparator, r.slot, r.account, r.version, r.envelopeHash);
        _checkSigner(digest, data[RECEIPT_BYTES - SIGNATURE_BYTES:], _sequencer);
    }

    function _checkLink(uint32 slot, uint256 keyper, SignedLink calldata link) private view {
        uint256 length = link.signature.length;
        if (length != SIGNATURE_BYTES) revert SignatureLength(length, SIGNATURE_BYTES);
        bytes32 digest = Messages.certificate(_domainSeparator, slot, link.root, link.parent);
        _checkSigner(digest, link.signature, _keypers[keyper]);
    }

    /// @param signature r ‖ s ‖ v
    function _checkSigner(bytes32 digest, bytes calldata signature, address expected) private pure {
        (address signer,,) = ECDSA.tryRecover(
            digest, uint8(signature[64]), bytes32(signature), bytes32(signature[32:])
        );
        if (signer != expected) revert NotSignedBy(signer, expected);
    }

    function _certified(uint32 slot) private view returns (Seal memory fact) {
        fact = settlement.sealOf(slot);
        if (fact.kind != SealKind.certified) revert NotCertified(slot);
    }

    /// Reverts unless the slot could have been sealed with a certificate, and was not.
    function _checkMissed(uint32 slot) private view {
        if (settlement.sealOf(slot).kind == SealKind.certified) revert IsCertified(slot);
        uint256 least = _closeOf(slot) + _sealDelay + 1;
        if (block.timestamp < least) revert IErrors.TooEarly(block.timestamp, least);
        uint48 frozenAt = settlement.frozenAt();
        if (frozenAt != 0 && frozenAt < _closeOf(slot)) revert FrozenBefore(slot, frozenAt);
    }

    /// The envelope at `index` of a sealed slot. What L1 sealed is well formed.
    function _envelope(Seal memory fact, uint256 index, Opening calldata shown)
        private
        pure
        returns (OpenedEnvelope memory found)
    {
        if (index >= fact.count) revert NoSuchEnvelope(index, fact.count);
        bytes32 folded =
            Merkle.fold(keccak256(shown.data), index, shown.siblings, ENVELOPE_TREE_DEPTH);
        if (folded != fact.root) revert WrongOpening(folded, fact.root);
        (, found) = Envelope.parse(shown.data);
    }

    function _signerOf(OpenedEnvelope memory envelope, uint32 slot, address batchKey)
        private
        view
        returns (address)
    {
        return envelope.signer(envelope.digest(_domainSeparator, slot, batchKey));
    }

    function _checkKeyper(uint256 keyper) private view {
        if (keyper >= _keypers.length) revert NoSuchKeyper(keyper, _keypers.length);
    }

    /// Reverts unless these are the slot's registered keys.
    function _checkKeys(uint32 slot, SlotKeys calldata keys) private view {
        uint256 length = 20 * _keypers.length;
        if (keys.shareAddresses.length != length) {
            revert IErrors.SharesLength(keys.shareAddresses.length, length);
        }
        KeyRange memory range = settlement.keyRangeOf(slot);
        bytes32 proven =
            KeySet.root(slot, range.first, keys.batchKey, keys.shareAddresses, keys.proof);
        if (proven != range.root) revert IErrors.WrongRoot(proven, range.root);
    }

    function _closeOf(uint256 slot) private view returns (uint256) {
        return _genesisTime + slot * _interval;
    }
}
