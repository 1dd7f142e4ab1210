// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Messages } from "../../contracts/libraries/Messages.sol";
import { Fixture } from "./Fixture.sol";

/// Bonds posted, and a key set over slots 1 to 1,024 of which the first few have keys.
abstract contract FactsFixture is Fixture {
    uint256 internal constant KEYED = 16;

    bytes32[] private _keyLeaves;

    function setUp() public virtual override {
        super.setUp();
        postBonds();
        for (uint32 slot = 1; slot <= KEYED; ++slot) {
            address batchKey = vm.addr(uint256(keyOf(slot)));
            _keyLeaves.push(keccak256(abi.encodePacked(slot, batchKey, shareAddresses(slot))));
        }
        bytes32 root = naiveRoot(_keyLeaves);
        s.registerKeySet(1, root, signed(Messages.keySet(s.domainSeparator(), 1, root)));
    }

    /// The 10 siblings of a slot's key: within the keyed leaves, then beside them nothing.
    function keyProof(uint32 slot) internal view returns (bytes32[] memory proof) {
        proof = new bytes32[](10);
        bytes32[] memory level = _keyLeaves;
        bytes32 nothing;
        uint256 index = slot - 1;
        for (uint256 depth = 0; depth < 10; ++depth) {
            uint256 other = index ^ 1;
            proof[depth] = other < level.length ? level[other] : nothing;
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : nothing;
                above[i] = keccak256(bytes.concat(level[2 * i], right));
            }
            nothing = keccak256(bytes.concat(nothing, nothing));
            level = above;
            index /= 2;
        }
    }

    /// (m u8 ‖ envelope) of an account, filled with noise.
    function envelope(uint256 blocks, uint32 account) internal pure returns (bytes memory out) {
        out = new bytes(1 + 104 + 16 * blocks);
        for (uint256 i = 5; i < out.length; ++i) {
            out[i] = bytes1(uint8(i * 7 + account));
        }
        out[0] = bytes1(uint8(blocks));
        for (uint256 i = 0; i < 4; ++i) {
            out[1 + i] = bytes4(account)[i];
        }
    }

    /// Root of the posted envelopes, straight from the definition.
    function rootOf(bytes memory posted) internal pure returns (bytes32) {
        bytes32[] memory leaves = new bytes32[](1024);
        uint256 count;
        for (uint256 i = 0; i < posted.length; ++count) {
            uint256 length = 104 + 16 * uint256(uint8(posted[i]));
            leaves[count] = hashOf(posted, i + 1, length);
            i += 1 + length;
        }
        return naiveRoot(leaves);
    }

    /// Seals a slot with one envelope at its close.
    function sealEnvelopes(uint32 slot, uint32 parent) internal {
        bytes memory envelopes = envelope(1, slot);
        bytes memory signatures = certificate(slot, rootOf(envelopes), parent);
        if (block.timestamp < closeOf(slot)) vm.warp(closeOf(slot));
        s.seal(slot, parent, dueAt(slot), envelopes, signatures);
    }

    /// Seals a certified slot without envelopes at its close.
    function sealWithout(uint32 slot, uint32 parent) internal {
        bytes memory signatures = certificate(slot, rootOf(""), parent);
        if (block.timestamp < closeOf(slot)) vm.warp(closeOf(slot));
        s.seal(slot, parent, dueAt(slot), "", signatures);
    }

    function reveal(uint32 slot) internal {
        s.reveal(slot, keyOf(slot), shareAddresses(slot), keyProof(slot));
    }

    /// Operations queued by the slot's cutoff.
    function dueAt(uint256 slot) internal view returns (uint48 end) {
        uint256 cutoff = closeOf(slot) - INBOX_DELAY;
        while (end < s.inboxLength() && uint48(uint256(s.inboxWord(end))) <= cutoff) ++end;
    }
}
