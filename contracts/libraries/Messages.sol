// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CERTIFICATE_TYPEHASH,
    DOMAIN_NAME_HASH,
    DOMAIN_TYPEHASH,
    DOMAIN_VERSION_HASH,
    KEY_SET_TYPEHASH,
    RECEIPT_TYPEHASH
} from "../generated/Constants.sol";
import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// EIP-712 digests of what keypers and the sequencer sign.
library Messages {
    function domainSeparator(uint256 chainId, address settlement) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPEHASH, DOMAIN_NAME_HASH, DOMAIN_VERSION_HASH, chainId, settlement)
        );
    }

    function certificate(bytes32 domain, uint32 slot, bytes32 root, uint32 parent)
        internal
        pure
        returns (bytes32)
    {
        return MessageHashUtils.toTypedDataHash(
            domain, keccak256(abi.encode(CERTIFICATE_TYPEHASH, slot, root, parent))
        );
    }

    function keySet(bytes32 domain, uint32 first, bytes32 root) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(
            domain, keccak256(abi.encode(KEY_SET_TYPEHASH, first, root))
        );
    }

    function receipt(
        bytes32 domain,
        uint32 slot,
        uint32 account,
        uint16 version,
        bytes32 envelopeHash
    ) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(
            domain, keccak256(abi.encode(RECEIPT_TYPEHASH, slot, account, version, envelopeHash))
        );
    }
}
