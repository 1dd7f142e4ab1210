// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { ClaimsFixture } from "./ClaimsFixture.sol";
import { StateDouble } from "./StateDouble.sol";
import { console } from "forge-std/console.sol";

/// The largest transactions stay within L1's limits: EIP-7825's gas cap, with EIP-7623's floor, and 131,072 bytes.
contract GasTest is ClaimsFixture {
    uint256 private constant GAS_CAP = 16_777_216;
    /// Of 131,072 bytes; the rest is for the transaction's envelope and signature.
    uint256 private constant CALLDATA_CAP = 131_072 - 256;

    function test_a_full_seal_fits() public {
        _seal(991, 1);
    }

    function test_a_seal_of_the_longest_envelopes_fits() public {
        _seal(194, 32);
    }

    function test_seals_of_100_envelopes() public {
        _seal(100, 1);
    }

    function test_a_claim_of_100_000_bytes_fits() public {
        // 1,000 chunks of 34 bytes and 66 bytes of records: noise, so that hardly a byte is zero.
        _claim(1000, 66);
    }

    function test_a_claim_of_few_long_chunks_fits() public {
        _claim(387, 224);
    }

    function test_a_claim_of_one_chunk() public {
        _claim(1, 80);
    }

    function _seal(uint256 count, uint256 blocks) private {
        uint256 length = 105 + 16 * blocks;
        bytes memory envelopes = _noise(count * length);
        for (uint256 i = 0; i < count; ++i) {
            envelopes[i * length] = bytes1(uint8(blocks));
            envelopes[i * length + 1] = 0;
            envelopes[i * length + 2] = 0;
            envelopes[i * length + 3] = bytes1(uint8(i >> 8));
            envelopes[i * length + 4] = bytes1(uint8(i));
        }
        bytes memory signatures = certificate(4, rootOf(envelopes), 3);
        vm.warp(closeOf(4));
        _measure(abi.encodeCall(ISettlement.seal, (4, 3, 0, envelopes, signatures)), count);
        assertEq(s.sealOf(4).count, count);
    }

    function _claim(uint256 count, uint256 records) private {
        StateDouble.State memory state = StateDouble.make(3, 0, "gas");
        bytes memory chunks = _noise(count * (34 + records));
        for (uint256 i = 0; i < count; ++i) {
            chunks[i * (34 + records)] = bytes1(uint8(records >> 8));
            chunks[i * (34 + records) + 1] = bytes1(uint8(records));
        }
        uint256 last = (count - 1) * (34 + records) + 2;
        for (uint256 i = 0; i < 32; ++i) {
            chunks[last + i] = state.root[i];
        }
        bytes memory call_ = abi.encodeCall(
            ISettlement.claim, (genesisClaim(), chunks, state.cursor, state.cursorProof)
        );
        s.postBond{ value: BOND }(Role.claimant, address(this));
        _measure(call_, count);
        assertEq(s.tip(), 1);
    }

    function _measure(bytes memory data, uint256 items) private {
        uint256 tokens;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        uint256 execution = gasleft();
        (bool done,) = address(s).call(data);
        execution -= gasleft();
        assertTrue(done);

        uint256 standard = 21_000 + 4 * tokens + execution;
        uint256 floor = 21_000 + 10 * tokens;
        uint256 total = standard > floor ? standard : floor;
        console.log("items, bytes:", items, data.length);
        console.log("  calldata, execution:", 4 * tokens, execution);
        console.log("  floor, total, total an item:", floor, total, total / items);
        assertLt(total, GAS_CAP);
        assertLe(data.length, CALLDATA_CAP);
    }

    function _noise(uint256 length) private pure returns (bytes memory out) {
        out = new bytes(length);
        bytes32 word = "seed";
        for (uint256 i = 0; i < length; ++i) {
            if (i % 32 == 0) word = keccak256(abi.encode(word));
            out[i] = word[i % 32];
        }
    }
}
