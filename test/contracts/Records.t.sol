// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    INVALID_RECORD_MALFORMED,
    INVALID_RECORD_MISMATCH,
    INVALID_RECORD_MISSING,
    MAX_AMOUNT
} from "../../contracts/generated/Constants.sol";
import { Records } from "../../contracts/libraries/Records.sol";
import { Varint } from "../../contracts/libraries/Varint.sol";
import { Tape } from "../../contracts/types/Run.sol";
import { OrderRef } from "../../contracts/types/State.sol";
import { VectorFile } from "./VectorFile.sol";

/// Records and their numbers of refusal, by the corpus that TypeScript is tried with too.
contract RecordsTest is VectorFile {
    function test_clear_records() public {
        _load("records");
        uint256 count = _count(".clear", ".bytes");
        assertEq(count, 4);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".clear", i);
            Tape memory tape = _tape(path);
            (uint256 invalid, uint256 tick, uint256 volume) = Records.clearing(tape);
            assertEq(invalid, 0);
            assertEq(tick, _number(string.concat(path, ".tick")));
            assertEq(volume, _number(string.concat(path, ".volume")));
            assertEq(Records.end(tape), 0);
        }
    }

    function test_fill_records() public {
        _load("records");
        uint256 count = _count(".fill", ".bytes");
        assertEq(count, 3);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".fill", i);
            uint256 account = _number(string.concat(path, ".account"));
            uint256 lots = _number(string.concat(path, ".lots"));
            Tape memory tape = _tape(path);
            assertEq(Records.fill(tape, account, lots), 0);
            assertEq(Records.end(tape), 0);
            assertEq(Records.fill(_tape(path), account + 1, lots), INVALID_RECORD_MISMATCH);
            assertEq(Records.fill(_tape(path), account, lots + 1), INVALID_RECORD_MISMATCH);
        }
    }

    function test_expire_records() public {
        _load("records");
        uint256 count = _count(".expire", ".bytes");
        assertEq(count, 2);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".expire", i);
            Tape memory tape = _tape(path);
            (uint256 invalid, OrderRef memory ref) = Records.expiry(tape);
            assertEq(invalid, 0);
            assertEq(ref.market, _number(string.concat(path, ".market")));
            assertEq(ref.side, _number(string.concat(path, ".side")));
            assertEq(ref.tick, _number(string.concat(path, ".tick")));
            assertEq(ref.position, _number(string.concat(path, ".position")));
            assertEq(Records.end(tape), 0);
        }
    }

    function test_refused_records() public {
        _load("records");
        uint256 count = _count(".refused", ".bytes");
        assertGt(count, 10);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".refused", i);
            Tape memory tape = _tape(path);
            (uint256 invalid,,) = Records.clearing(tape);
            if (invalid == 0) invalid = Records.end(tape);
            assertEq(invalid, _number(string.concat(path, ".reason")), path);
        }
    }

    function test_every_field_may_be_missing_or_malformed() public pure {
        bytes[3] memory whole = [bytes(hex"010203"), bytes(hex"0102"), bytes(hex"0102")];
        for (uint256 kind = 0; kind < 3; ++kind) {
            for (uint256 length = 0; length < whole[kind].length; ++length) {
                bytes memory cut = new bytes(length);
                for (uint256 i = 0; i < length; ++i) {
                    cut[i] = whole[kind][i];
                }
                assertEq(_verdict(kind, cut), INVALID_RECORD_MISSING);
                assertEq(_verdict(kind, bytes.concat(cut, hex"80")), INVALID_RECORD_MALFORMED);
                assertEq(_verdict(kind, bytes.concat(cut, hex"8000")), INVALID_RECORD_MALFORMED);
            }
            assertEq(_verdict(kind, whole[kind]), 0);
        }
    }

    /// Whatever the bytes are, reading them ends and says one thing; what it takes, it takes in minimal form.
    function testFuzz_varint_reads_what_was_written(uint256 value, bytes memory behind)
        public
        pure
    {
        value = bound(value, 0, MAX_AMOUNT);
        bytes memory written = _written(value);
        (bool ok, uint256 read, uint256 next) =
            Varint.read(bytes.concat(hex"ff", written, behind), 1);
        assertTrue(ok);
        assertEq(read, value);
        assertEq(next, 1 + written.length);
    }

    function testFuzz_varint_takes_only_the_minimal_form(bytes memory data) public pure {
        (bool ok, uint256 value, uint256 next) = Varint.read(data, 0);
        if (!ok) return;
        bytes memory written = _written(value);
        assertEq(next, written.length);
        for (uint256 i = 0; i < next; ++i) {
            assertEq(data[i], written[i]);
        }
        assertLe(value, MAX_AMOUNT);
    }

    function testFuzz_varint_refuses_above_53_bits(uint256 value) public pure {
        value = bound(value, MAX_AMOUNT + 1, type(uint128).max);
        (bool ok,,) = Varint.read(_written(value), 0);
        assertFalse(ok);
    }

    // ---- Help

    function _verdict(uint256 kind, bytes memory data) private pure returns (uint256 invalid) {
        Tape memory tape = Tape(data, 0);
        if (kind == 0) (invalid,) = Records.expiry(tape);
        else if (kind == 1) (invalid,,) = Records.clearing(tape);
        else invalid = Records.fill(tape, 1, 2);
    }

    function _tape(string memory path) private view returns (Tape memory) {
        return Tape(_bytes(path, ".bytes"), 0);
    }

    /// Low groups of seven bits first, all but the last with the high bit.
    function _written(uint256 value) private pure returns (bytes memory out) {
        while (value > 0x7f) {
            out = bytes.concat(out, bytes1(uint8(value % 0x80 + 0x80)));
            value /= 0x80;
        }
        return bytes.concat(out, bytes1(uint8(value)));
    }
}
