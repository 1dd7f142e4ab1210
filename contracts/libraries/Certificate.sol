// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CERTIFICATE_ENTRY_BYTES } from "../generated/Constants.sol";
import { IErrors } from "../interfaces/IErrors.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// Exactly q signatures of keypers: q × (keyper index u8 ‖ r 32 ‖ s 32 ‖ v 1), indices strictly rising.
library Certificate {
    /// Reverts unless `signatures` are `quorum` good ones over `digest`. Refuses high s, so that a certificate has one form.
    function check(
        bytes calldata signatures,
        bytes32 digest,
        address[] storage keypers,
        uint256 quorum
    ) internal view {
        uint256 expected = quorum * CERTIFICATE_ENTRY_BYTES;
        if (signatures.length != expected) {
            revert IErrors.CertificateLength(signatures.length, expected);
        }
        uint256 least = 0;
        uint256 most = keypers.length - 1;
        for (uint256 entry = 0; entry < quorum; ++entry) {
            bytes calldata signature = signatures[entry * CERTIFICATE_ENTRY_BYTES:];
            uint256 index = uint8(signature[0]);
            if (index < least || index > most) {
                revert IErrors.BadKeyperIndex(entry, index, least, most);
            }
            least = index + 1;
            (address signer,,) = ECDSA.tryRecover(
                digest, uint8(signature[65]), bytes32(signature[1:33]), bytes32(signature[33:65])
            );
            if (signer != keypers[index]) {
                revert IErrors.BadSignature(entry, signer, keypers[index]);
            }
        }
    }
}
