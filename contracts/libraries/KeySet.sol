// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CURVE_ORDER, KEY_SET_DEPTH } from "../generated/Constants.sol";
import { IErrors } from "../interfaces/IErrors.sol";
import { Merkle } from "./Merkle.sol";

/// The tree over the batch keys of 1,024 slots: leaf slot − first = keccak(slot u32 ‖ address(Y) 20 ‖ share address 20 × n).
library KeySet {
    /// secp256k1's generator: its x, and 27 + the parity of its y.
    uint256 private constant GENERATOR_X =
        0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;
    uint8 private constant GENERATOR_V = 27;

    /// address(x·G). `ecrecover(0, v, G.x, x·G.x mod n)` is address(x·G), because the message's part vanishes.
    function addressOf(bytes32 scalar) internal pure returns (address batchKey) {
        if (uint256(scalar) == 0 || uint256(scalar) >= CURVE_ORDER) {
            revert IErrors.BadScalar(scalar);
        }
        batchKey = ecrecover(
            0,
            GENERATOR_V,
            bytes32(GENERATOR_X),
            bytes32(mulmod(uint256(scalar), GENERATOR_X, CURVE_ORDER))
        );
    }

    function leaf(uint32 slot, address batchKey, bytes calldata shareAddresses)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(slot, batchKey, shareAddresses));
    }

    /// Root that the key of `slot` and the 10 siblings fold to, in a set from `first`.
    function root(
        uint32 slot,
        uint32 first,
        address batchKey,
        bytes calldata shareAddresses,
        bytes32[] calldata proof
    ) internal pure returns (bytes32) {
        return Merkle.fold(leaf(slot, batchKey, shareAddresses), slot - first, proof, KEY_SET_DEPTH);
    }
}
