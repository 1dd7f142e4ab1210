// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    BLOCK_BYTES,
    CURVE_ORDER,
    ENVELOPE_BLOCKS_MASK,
    ENVELOPE_OVERHEAD,
    ENVELOPE_TYPEHASH,
    KDF_TAG_HASH,
    OFFSET_ENVELOPE_CIPHERTEXT,
    OFFSET_ENVELOPE_POINT
} from "../generated/Constants.sol";
import { OpenedEnvelope } from "../types/Run.sol";
import { Bytes } from "@openzeppelin/contracts/utils/Bytes.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// A sealed envelope, 104 + 16·m bytes, and what its slot's key makes of it (PROTOCOL.md §4, "Envelope"). Twin of
/// protocol/envelope.ts.
library Envelope {
    using Bytes for bytes;

    /// A compressed point's prefix, 2 or 3, and ecrecover's v, 27 or 28, both tell the parity of y.
    uint256 private constant PREFIX_TO_V = 25;

    /// Not `ok` unless the length is that of m blocks, m ∈ {1, 2, 4, 8, 16, 32}; nothing else can be wrong in form.
    function parse(bytes memory data)
        internal
        pure
        returns (bool ok, OpenedEnvelope memory envelope)
    {
        if (data.length < ENVELOPE_OVERHEAD) return (false, envelope);
        uint256 length = data.length - ENVELOPE_OVERHEAD;
        envelope.data = data;
        envelope.blocks = length / BLOCK_BYTES;
        if (length % BLOCK_BYTES != 0) return (false, envelope);
        bytes32 head = bytes32(data);
        envelope.account = uint32(bytes4(head));
        envelope.version = uint16(bytes2(head << 32));
        ok = (ENVELOPE_BLOCKS_MASK >> envelope.blocks) & 1 == 1;
    }

    /// What the account's signer signs for this slot and batch key.
    function digest(
        OpenedEnvelope memory envelope,
        bytes32 domainSeparator,
        uint256 slot,
        address batchKey
    ) internal pure returns (bytes32) {
        bytes memory body = envelope.data.slice(OFFSET_ENVELOPE_POINT, _bodyEnd(envelope));
        return MessageHashUtils.toTypedDataHash(
            domainSeparator,
            keccak256(
                abi.encode(
                    ENVELOPE_TYPEHASH,
                    slot,
                    batchKey,
                    envelope.account,
                    envelope.version,
                    keccak256(body)
                )
            )
        );
    }

    /// Who signed the digest; zero for v outside {27, 28}, r or s out of range, a high s, or a signature that nobody made.
    function signer(OpenedEnvelope memory envelope, bytes32 digest_)
        internal
        pure
        returns (address recovered)
    {
        uint256 start = _bodyEnd(envelope);
        bytes32 r = _word(envelope, start);
        bytes32 s = _word(envelope, start + 32);
        uint8 v = uint8(envelope.data[start + 64]);
        (recovered,,) = ECDSA.tryRecover(digest_, v, r, s);
    }

    /// address(x·U). `ecrecover(0, v, U.x, x·U.x mod n)` is that address, because the message's part vanishes. Zero where U
    /// is no usable point: a prefix that is not 2 or 3, U.x = 0, U.x ≥ n, off the curve.
    function sharedAddress(OpenedEnvelope memory envelope, bytes32 key)
        internal
        pure
        returns (address)
    {
        uint256 prefix = uint8(envelope.data[OFFSET_ENVELOPE_POINT]);
        if (prefix != 2 && prefix != 3) return address(0);
        bytes32 x = _word(envelope, OFFSET_ENVELOPE_POINT + 1);
        bytes32 product = bytes32(mulmod(uint256(key), uint256(x), CURVE_ORDER));
        return ecrecover(0, uint8(prefix + PREFIX_TO_V), x, product);
    }

    /// Domain of the key derivation.
    function kdfDomain(bytes32 domainSeparator) internal pure returns (bytes32) {
        return keccak256(abi.encode(KDF_TAG_HASH, domainSeparator));
    }

    /// Operation block `j` < m, which may spell anything. A wrong `shared` gives noise.
    function decrypt(
        OpenedEnvelope memory envelope,
        bytes32 domain,
        uint256 slot,
        address shared,
        uint256 j
    ) internal pure returns (bytes16) {
        uint256 start = OFFSET_ENVELOPE_CIPHERTEXT + j * BLOCK_BYTES;
        bytes memory point = envelope.data.slice(OFFSET_ENVELOPE_POINT, OFFSET_ENVELOPE_CIPHERTEXT);
        bytes32 stream = keccak256(
            abi.encodePacked(
                domain,
                uint32(slot),
                uint32(envelope.account),
                uint16(envelope.version),
                point,
                shared,
                uint8(j)
            )
        );
        return bytes16(stream) ^ bytes16(envelope.data.slice(start, start + BLOCK_BYTES));
    }

    /// Where the signature begins.
    function _bodyEnd(OpenedEnvelope memory envelope) private pure returns (uint256) {
        return OFFSET_ENVELOPE_CIPHERTEXT + envelope.blocks * BLOCK_BYTES;
    }

    function _word(OpenedEnvelope memory envelope, uint256 offset) private pure returns (bytes32) {
        return bytes32(envelope.data.slice(offset, offset + 32));
    }
}
