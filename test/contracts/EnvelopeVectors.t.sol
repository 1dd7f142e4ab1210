// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Envelope } from "../../contracts/libraries/Envelope.sol";
import { InboxWord } from "../../contracts/libraries/InboxWord.sol";
import { KeySet } from "../../contracts/libraries/KeySet.sol";
import { Operation } from "../../contracts/libraries/Operation.sol";
import { Shuffle } from "../../contracts/libraries/Shuffle.sol";
import { InboxOperation, OperationBlock } from "../../contracts/types/Operations.sol";
import { OpenedEnvelope } from "../../contracts/types/Run.sol";
import { VectorFile } from "./VectorFile.sol";

/// Operations from the sealed bytes to their fields, by the corpus that TypeScript is tried with too.
contract EnvelopeVectorsTest is VectorFile {
    function test_operation_blocks() public {
        _load("operations");
        uint256 count = _count(".cases", ".name");
        assertGt(count, 60);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            string memory name = _text(path, ".name");
            bytes memory data = _bytes(path, ".block");
            (bool ok, OperationBlock memory op) = Operation.decode(bytes16(data));
            assertEq(ok, !vm.parseJsonBool(json, string.concat(path, ".malformed")), name);
            if (!ok) continue;
            string[4] memory kinds = ["nop", "place", "cancel", "withdraw"];
            assertEq(kinds[op.kind], _text(path, ".kind"), name);
            assertEq(op.market, _field(path, ".market"), name);
            assertEq(op.side, _field(path, ".side"), name);
            assertEq(op.tick, _field(path, ".tick"), name);
            assertEq(op.lots, _field(path, ".lots"), name);
            assertEq(op.expiry, _field(path, ".expiry"), name);
            assertEq(op.position, _field(path, ".position"), name);
            assertEq(op.asset, _field(path, ".asset"), name);
            assertEq(op.amount, _field(path, ".amount"), name);
        }
    }

    function test_numbers_beyond_an_amount_decode_whole() public {
        _load("operations");
        (bool ok, OperationBlock memory op) =
            Operation.decode(bytes16(_bytes(".beyond[0]", ".block")));
        assertTrue(ok);
        assertEq(op.position, type(uint64).max);
        (ok, op) = Operation.decode(bytes16(_bytes(".beyond[1]", ".block")));
        assertTrue(ok);
        assertEq(op.amount, type(uint64).max);
    }

    function test_inbox_words() public {
        _load("inbox");
        uint256 count = _count(".cases", ".name");
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            string memory name = _text(path, ".name");
            InboxOperation memory op = InboxWord.decode(_word(string.concat(path, ".word")));
            string[5] memory kinds =
                ["register", "deposit", "setSigner", "forcedCancel", "forcedWithdraw"];
            assertEq(kinds[op.kind - 1], _text(path, ".kind"), name);
            assertEq(op.account, _field(path, ".account"), name);
            assertEq(address(op.signer), _address(path, ".signer"), name);
            assertEq(op.asset, _field(path, ".asset"), name);
            assertEq(op.amount, _field(path, ".amount"), name);
            assertEq(op.market, _field(path, ".market"), name);
            assertEq(op.side, _field(path, ".side"), name);
            assertEq(op.tick, _field(path, ".tick"), name);
            assertEq(op.position, _field(path, ".position"), name);
        }
    }

    function test_envelopes() public {
        _load("envelope");
        uint256 count = _count(".cases", ".name");
        assertGt(count, 100);
        bytes32 domain = _word(".domainSeparator");
        assertEq(Envelope.kdfDomain(domain), _word(".kdfDomain"));
        for (uint256 i = 0; i < count; ++i) {
            _envelope(_at(".cases", i), domain);
        }
    }

    function _envelope(string memory path, bytes32 domain) private view {
        string memory name = _text(path, ".name");
        uint256 slot = _field(path, ".slot");
        bytes32 key = _word(string.concat(path, ".key"));
        address batchKey = KeySet.addressOf(key);
        assertEq(batchKey, _address(path, ".batchKey"), name);
        (bool ok, OpenedEnvelope memory envelope) = Envelope.parse(_bytes(path, ".envelope"));
        uint256 outcome = 1;
        if (ok) {
            bytes32 digest = Envelope.digest(envelope, domain, slot, batchKey);
            assertEq(digest, _word(string.concat(path, ".digest")), name);
            address signer = Envelope.signer(envelope, digest);
            bool signed = signer != address(0) && signer == _address(path, ".signer");
            address shared = Envelope.sharedAddress(envelope, key);
            if (signed) outcome = shared == address(0) ? 2 : 0;
            if (outcome == 0) _plaintext(path, envelope, slot, shared);
        }
        assertEq(outcome, _field(path, ".outcome"), name);
    }

    function _plaintext(
        string memory path,
        OpenedEnvelope memory envelope,
        uint256 slot,
        address shared
    ) private view {
        string memory name = _text(path, ".name");
        assertEq(shared, _address(path, ".shared"), name);
        assertEq(envelope.blocks, _field(path, ".blocks"), name);
        bytes memory plaintext;
        for (uint256 j = 0; j < envelope.blocks; ++j) {
            bytes16 decrypted = Envelope.decrypt(envelope, _word(".kdfDomain"), slot, shared, j);
            plaintext = bytes.concat(plaintext, decrypted);
        }
        assertEq(plaintext, _bytes(path, ".plaintext"), name);
    }

    /// Every position of small batches, some of large ones.
    function test_shuffles() public {
        _load("shuffle");
        uint256 count = _count(".cases", ".seed");
        assertGt(count, 10);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            uint256 envelopes = _field(path, ".count");
            if (envelopes == 0) continue;
            bytes32 seed = keccak256(
                bytes.concat(
                    _word(string.concat(path, ".key")), _word(string.concat(path, ".envelopeRoot"))
                )
            );
            assertEq(seed, _word(string.concat(path, ".seed")));
            uint256[] memory order = vm.parseJsonUintArray(json, string.concat(path, ".order"));
            uint256[] memory rounds = Shuffle.pivots(seed, envelopes);
            uint256 stride = envelopes < 100 ? 1 : 13;
            for (uint256 position = 0; position < envelopes; position += stride) {
                uint256 place = Shuffle.index(rounds, seed, position, envelopes);
                assertEq(place, order[position]);
            }
        }
    }

    function _field(string memory path, string memory field) private view returns (uint256) {
        return _number(string.concat(path, field));
    }

    function _address(string memory path, string memory field) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(path, field));
    }
}
