// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Bytes as test/challenge/byteWriter.ts packs them: big-endian numbers of stated width.
library ByteReader {
    struct Reader {
        bytes data;
        uint256 offset;
    }

    /// The code at `where`, behind its first byte.
    function ofCode(address where) internal view returns (Reader memory r) {
        r.data = slice(where, 0, where.code.length - 1);
    }

    function slice(address where, uint256 from, uint256 length)
        internal
        view
        returns (bytes memory out)
    {
        out = new bytes(length);
        assembly ("memory-safe") {
            extcodecopy(where, add(out, 32), add(from, 1), length)
        }
    }

    function number(Reader memory r, uint256 width) internal pure returns (uint256 value) {
        bytes memory data = r.data;
        uint256 offset = r.offset;
        require(offset + width <= data.length, "cut short");
        assembly ("memory-safe") {
            value := shr(sub(256, mul(8, width)), mload(add(add(data, 32), offset)))
        }
        r.offset = offset + width;
    }

    function word(Reader memory r) internal pure returns (bytes32) {
        return bytes32(number(r, 32));
    }

    function raw(Reader memory r, uint256 length) internal pure returns (bytes memory out) {
        bytes memory data = r.data;
        uint256 offset = r.offset;
        require(offset + length <= data.length, "cut short");
        out = new bytes(length);
        assembly ("memory-safe") {
            mcopy(add(out, 32), add(add(data, 32), offset), length)
        }
        r.offset = offset + length;
    }
}
