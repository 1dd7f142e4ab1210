// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMisconduct } from "../../contracts/interfaces/IMisconduct.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Envelope } from "../../contracts/libraries/Envelope.sol";
import { Messages } from "../../contracts/libraries/Messages.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Opening } from "../../contracts/types/Challenge.sol";
import { Deployment } from "../../contracts/types/Deployment.sol";
import { SignedLink, SlotKeys } from "../../contracts/types/Offence.sol";
import { OpenedEnvelope } from "../../contracts/types/Run.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { ChallengerDouble } from "./doubles/ChallengerDouble.sol";

/// A Settlement with the real contract that judges offences, envelopes that are signed, and receipts for them.
abstract contract MisconductFixture is FactsFixture {
    using Envelope for OpenedEnvelope;

    uint256 internal constant USER_KEY = 0x5e4;
    uint256 internal constant REWARD = BOND / 16;

    IMisconduct internal m;

    function settle() internal override returns (ISettlement created) {
        challenger = new ChallengerDouble();
        Deployment memory d = deployment();
        address judge = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        created = this.deploy(d, address(challenger), judge, GENESIS_ROOT);
        m = IMisconduct(this.deployJudge(created, d));
        assertEq(address(m), created.misconduct());
    }

    function deployJudge(ISettlement settlement, Deployment memory d)
        external
        returns (address created)
    {
        bytes memory code = abi.encodePacked(
            vm.getCode("Misconduct.sol:Misconduct"), abi.encode(settlement, d)
        );
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    /// An envelope of noise, signed for the slot.
    function signedEnvelope(
        uint32 slot,
        uint32 account,
        uint16 version,
        uint256 blocks,
        uint256 key
    ) internal view returns (bytes memory out) {
        out = abi.encodePacked(account, version);
        bytes32 noise = keccak256(abi.encode(slot, account, version, key));
        while (out.length < 39 + 16 * blocks) out = abi.encodePacked(out, uint8(noise[0]) | 1);
        out = abi.encodePacked(out, new bytes(65));
        (, OpenedEnvelope memory e) = Envelope.parse(out);
        bytes32 digest = e.digest(s.domainSeparator(), slot, vm.addr(uint256(keyOf(slot))));
        (uint8 v, bytes32 r, bytes32 ss) = vm.sign(key, digest);
        return bytes.concat(slice(out, 0, out.length - 65), abi.encodePacked(r, ss, v));
    }

    function receiptFor(uint32 slot, bytes memory envelope) internal view returns (bytes memory) {
        uint32 account = uint32(bytes4(envelope));
        uint16 version = uint16(bytes2(slice(envelope, 4, 2)));
        return receiptBy(SEQUENCER_KEY, slot, account, version, keccak256(envelope));
    }

    function receiptBy(uint256 key, uint32 slot, uint32 account, uint16 version, bytes32 hash)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = Messages.receipt(s.domainSeparator(), slot, account, version, hash);
        (uint8 v, bytes32 r, bytes32 ss) = vm.sign(key, digest);
        return abi.encodePacked(slot, account, version, hash, r, ss, v);
    }

    /// Seals these at the slot's close, as the first certified slot.
    function sealThese(uint32 slot, bytes[] memory envelopes) internal {
        bytes memory posted;
        for (uint256 i = 0; i < envelopes.length; ++i) {
            uint8 blocks = uint8((envelopes[i].length - 104) / 16);
            posted = bytes.concat(posted, bytes1(blocks), envelopes[i]);
        }
        bytes memory signatures = certificate(slot, rootOf(posted), s.lastCertified());
        uint32 parent = s.lastCertified();
        vm.warp(closeOf(slot));
        s.seal(slot, parent, dueAt(slot), posted, signatures);
    }

    /// Envelope `index` of these, with its siblings.
    function openingOf(bytes[] memory envelopes, uint256 index)
        internal
        pure
        returns (Opening memory out)
    {
        out.data = envelopes[index];
        out.siblings = new bytes32[](10);
        bytes32[] memory level = new bytes32[](1024);
        for (uint256 i = 0; i < envelopes.length; ++i) {
            level[i] = keccak256(envelopes[i]);
        }
        uint256 width = 1024;
        for (uint256 depth = 0; depth < 10; ++depth) {
            out.siblings[depth] = level[index ^ 1];
            width /= 2;
            for (uint256 i = 0; i < width; ++i) {
                level[i] = keccak256(bytes.concat(level[2 * i], level[2 * i + 1]));
            }
            index /= 2;
        }
    }

    function keysOf(uint32 slot) internal view returns (SlotKeys memory) {
        return SlotKeys(vm.addr(uint256(keyOf(slot))), shareAddresses(slot), keyProof(slot));
    }

    function link(uint256 keyper, uint32 slot, bytes32 root, uint32 parent)
        internal
        view
        returns (SignedLink memory)
    {
        bytes32 digest = Messages.certificate(s.domainSeparator(), slot, root, parent);
        (uint8 v, bytes32 r, bytes32 ss) = vm.sign(keyperKeys[keyper], digest);
        return SignedLink(root, parent, abi.encodePacked(r, ss, v));
    }

    function standing(Role role, address party) internal view returns (uint256) {
        return s.bondOf(role, party);
    }
}
