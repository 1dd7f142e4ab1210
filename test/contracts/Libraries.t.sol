// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { Chunks } from "../../contracts/libraries/Chunks.sol";
import { EnvelopeTree } from "../../contracts/libraries/EnvelopeTree.sol";
import { KeySet } from "../../contracts/libraries/KeySet.sol";
import { Merkle } from "../../contracts/libraries/Merkle.sol";
import { StateProof } from "../../contracts/libraries/StateProof.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { StateDouble } from "./StateDouble.sol";

/// The trees and their posted forms against definitions written out plainly.
contract LibrariesTest is FactsFixture {
    // ---- Calls that need calldata

    function envelopeTree(bytes calldata posted) external pure returns (bytes32, uint256) {
        return EnvelopeTree.root(posted);
    }

    function chunkTree(bytes calldata posted, uint256 most)
        external
        pure
        returns (bytes32, uint256, bytes32)
    {
        return Chunks.root(posted, most);
    }

    function fold(bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        external
        pure
        returns (bytes32)
    {
        return Merkle.fold(leaf, index, siblings, 10);
    }

    // ---- Merkle

    function testFuzz_root_is_the_definitions(bytes32 seed, uint256 count) public pure {
        count = bound(count, 0, 1024);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
        bytes32 expected = naiveRoot(leaves);
        assertEq(Merkle.root(leaves, count, 10), expected);
    }

    function test_root_of_every_small_count() public pure {
        for (uint256 count = 0; count <= 20; ++count) {
            bytes32[] memory leaves = new bytes32[](count);
            for (uint256 i = 0; i < count; ++i) {
                leaves[i] = bytes32(i + 1);
            }
            bytes32 expected = naiveRoot(leaves);
            assertEq(Merkle.root(leaves, count, 10), expected);
        }
    }

    function testFuzz_fold_leads_to_the_root(uint32 slot) public view {
        slot = uint32(bound(slot, 1, KEYED));
        address batchKey = vm.addr(uint256(keyOf(slot)));
        bytes32 leaf = keccak256(abi.encodePacked(slot, batchKey, shareAddresses(slot)));
        assertEq(this.fold(leaf, slot - 1, keyProof(slot)), s.keyRangeOf(slot).root);
        bytes32 elsewhere = this.fold(leaf, slot, keyProof(slot));
        assertTrue(elsewhere != s.keyRangeOf(slot).root, "another index");
    }

    // ---- StateProof

    function testFuzz_words_are_little_endian(uint64 low, uint64 high) public pure {
        StateDouble.State memory state = StateDouble.withBalance(0, 0, 0, 0, low, high, 0);
        assertEq(StateProof.word64(state.balance, 0), low);
        assertEq(StateProof.word64(state.balance, 2), high);
        assertEq(StateProof.word32(state.balance, 0), uint32(low));
        assertEq(StateProof.word32(state.balance, 1), uint32(low >> 32));
        assertEq(StateProof.word32(state.balance, 7), 0);
    }

    // ---- KeySet

    function testFuzz_address_of_a_scalar(uint256 scalar) public pure {
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        scalar = bound(scalar, 1, n - 1);
        assertEq(KeySet.addressOf(bytes32(scalar)), vm.addr(scalar));
    }

    // ---- EnvelopeTree

    function testFuzz_envelopes_of_any_size(uint8[12] memory sizes, uint32[12] memory steps)
        public
        view
    {
        bytes memory posted;
        uint256 account;
        for (uint256 i = 0; i < sizes.length; ++i) {
            account += bound(steps[i], 1, 2 ** 24);
            posted = bytes.concat(posted, envelope(2 ** (sizes[i] % 6), uint32(account)));
        }
        (bytes32 root, uint256 count) = this.envelopeTree(posted);
        assertEq(count, 12);
        assertEq(root, rootOf(posted));
    }

    function test_envelopes_at_the_limits() public {
        bytes memory posted = new bytes(991 * 121);
        for (uint256 i = 0; i < 991; ++i) {
            posted[121 * i] = bytes1(uint8(1));
            posted[121 * i + 3] = bytes1(uint8(i >> 8));
            posted[121 * i + 4] = bytes1(uint8(i));
        }
        (bytes32 root, uint256 count) = this.envelopeTree(posted);
        assertEq(count, 991, "as many as 120,000 bytes can hold");
        assertEq(root, rootOf(posted));
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooManyBytes.selector, 120_001, 120_000));
        this.envelopeTree(new bytes(120_001));
        (, count) = this.envelopeTree(envelope(32, type(uint32).max));
        assertEq(count, 1);
    }

    function testFuzz_every_number_of_blocks_but_six_is_refused(uint8 blocks) public {
        bytes memory posted = new bytes(105 + 16 * uint256(blocks));
        posted[0] = bytes1(blocks);
        bool good = blocks == 1 || blocks == 2 || blocks == 4 || blocks == 8 || blocks == 16
            || blocks == 32;
        if (!good) {
            vm.expectRevert(abi.encodeWithSelector(IErrors.BadBlocks.selector, 0, blocks));
        }
        this.envelopeTree(posted);
    }

    function test_envelopes_cut_anywhere_are_refused() public {
        bytes memory posted = bytes.concat(envelope(1, 1), envelope(2, 2));
        for (uint256 length = 1; length < posted.length; ++length) {
            if (length == 121) continue;
            bytes memory cut = slice(posted, 0, length);
            uint256 index = length > 121 ? 1 : 0;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IErrors.Truncated.selector, index, length, index == 0 ? 121 : posted.length
                )
            );
            this.envelopeTree(cut);
        }
    }

    // ---- Chunks

    function testFuzz_chunks_of_any_size(uint8[20] memory sizes, bytes32 seed) public view {
        bytes memory posted;
        bytes32 last;
        for (uint256 i = 0; i < sizes.length; ++i) {
            last = keccak256(abi.encode(seed, i));
            posted = bytes.concat(posted, chunk(last, new bytes(sizes[i] % 225)));
        }
        (bytes32 root, uint256 count, bytes32 stateRoot) = this.chunkTree(posted, 224);
        (bytes32 expected, uint256 expectedCount) = naiveClaimTree(posted);
        assertEq(root, expected);
        assertEq(count, expectedCount);
        assertEq(stateRoot, last);
    }

    function test_chunks_refuse() public {
        vm.expectRevert(IErrors.NoChunks.selector);
        this.chunkTree("", 224);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooManyBytes.selector, 100_001, 100_000));
        this.chunkTree(new bytes(100_001), 224);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooManyChunks.selector, 1000));
        this.chunkTree(new bytes(34 * 1001), 224);
        (, uint256 count,) = this.chunkTree(new bytes(34 * 1000), 224);
        assertEq(count, 1000);
        vm.expectRevert(abi.encodeWithSelector(IErrors.RecordsTooLong.selector, 1, 225, 224));
        this.chunkTree(bytes.concat(chunk(0, new bytes(224)), chunk(0, new bytes(225))), 224);
    }

    function test_chunks_cut_anywhere_are_refused() public {
        bytes memory posted = bytes.concat(chunk("one", "12"), chunk("two", "345"));
        for (uint256 length = 1; length < posted.length; ++length) {
            if (length == 36) continue;
            vm.expectPartialRevert(IErrors.Truncated.selector);
            this.chunkTree(slice(posted, 0, length), 224);
        }
    }
}
