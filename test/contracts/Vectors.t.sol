// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { Certificate } from "../../contracts/libraries/Certificate.sol";
import { Chunks } from "../../contracts/libraries/Chunks.sol";
import { EnvelopeTree } from "../../contracts/libraries/EnvelopeTree.sol";
import { InboxWord } from "../../contracts/libraries/InboxWord.sol";
import { KeySet } from "../../contracts/libraries/KeySet.sol";
import { Merkle } from "../../contracts/libraries/Merkle.sol";
import { Messages } from "../../contracts/libraries/Messages.sol";
import { VectorFile } from "./VectorFile.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// The corpus that TypeScript is tried with too: both sides give the same bytes and refuse the same cases.
contract VectorsTest is VectorFile {
    address[] private keypers;
    uint256 private quorum;

    // ---- Calls that need calldata

    function certificateCheck(bytes calldata signatures, bytes32 digest) external view {
        Certificate.check(signatures, digest, keypers, quorum);
    }

    function envelopeTree(bytes calldata posted) external pure returns (bytes32, uint256) {
        return EnvelopeTree.root(posted);
    }

    function chunkTree(bytes calldata posted) external pure returns (bytes32, uint256, bytes32) {
        return Chunks.root(posted, type(uint16).max);
    }

    function keyLeaf(uint32 slot, address batchKey, bytes calldata shares)
        external
        pure
        returns (bytes32)
    {
        return KeySet.leaf(slot, batchKey, shares);
    }

    function fold(bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        external
        pure
        returns (bytes32)
    {
        return Merkle.fold(leaf, index, siblings, 10);
    }

    // ---- Cases

    function test_certificates() public {
        _load("certificate");
        bytes32 domain = _domain();
        bytes32 digest = Messages.certificate(
            domain, uint32(_number(".slot")), _word(".root"), uint32(_number(".parent"))
        );
        assertEq(digest, _word(".digest"));
        keypers = vm.parseJsonAddressArray(json, ".keypers");
        quorum = _number(".quorum");
        uint256 count = _count(".cases", ".name");
        assertGt(count, 20);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            bytes memory signatures = _bytes(path, ".certificate");
            string memory fault = _text(path, ".fault");
            if (_same(fault, "wrongLength")) {
                vm.expectPartialRevert(IErrors.CertificateLength.selector);
            } else if (_same(fault, "badSignature")) {
                vm.expectPartialRevert(IErrors.BadSignature.selector);
            } else if (bytes(fault).length > 0) {
                vm.expectPartialRevert(IErrors.BadKeyperIndex.selector);
            }
            this.certificateCheck(signatures, digest);
        }
    }

    function test_envelope_tree() public {
        _load("envelope-tree");
        uint256 count = _count(".posted", ".name");
        assertGt(count, 10);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".posted", i);
            bytes memory posted = _bytes(path, ".posted");
            string memory fault = _text(path, ".fault");
            if (bytes(fault).length > 0) {
                bytes4 refusal = IErrors.BadBlocks.selector;
                if (_same(fault, "truncated")) refusal = IErrors.Truncated.selector;
                if (_same(fault, "accountsNotRising")) {
                    refusal = IErrors.AccountNotRising.selector;
                }
                vm.expectPartialRevert(refusal);
                this.envelopeTree(posted);
                continue;
            }
            (bytes32 root, uint256 envelopes) = this.envelopeTree(posted);
            assertEq(root, _word(string.concat(path, ".root")));
            assertEq(envelopes, _number(string.concat(path, ".count")));
        }
        for (uint256 i = 0; i < _count(".proofs", ".leaf"); ++i) {
            string memory path = _at(".proofs", i);
            bytes32 folded = this.fold(
                _word(string.concat(path, ".leaf")),
                _number(string.concat(path, ".index")),
                _siblings(_bytes(path, ".proof"))
            );
            assertEq(folded, _word(string.concat(path, ".root")));
        }
    }

    function test_key_sets() public {
        _load("key-set");
        bytes32 domain = _domain();
        for (uint256 i = 0; i < _count(".sets", ".root"); ++i) {
            string memory path = _at(".sets", i);
            uint32 first = uint32(_number(string.concat(path, ".first")));
            bytes32 root = _word(string.concat(path, ".root"));
            assertEq(Messages.keySet(domain, first, root), _word(string.concat(path, ".digest")));
        }
        uint256 count = _count(".leaves", ".leaf");
        assertGt(count, 5);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".leaves", i);
            uint32 slot = uint32(_number(string.concat(path, ".slot")));
            uint256 first = _number(string.concat(path, ".first"));
            address batchKey = vm.parseJsonAddress(json, string.concat(path, ".batchKey"));
            bytes32 leaf = this.keyLeaf(slot, batchKey, _bytes(path, ".shares"));
            assertEq(leaf, _word(string.concat(path, ".leaf")));
            bytes32 folded = this.fold(leaf, slot - first, _siblings(_bytes(path, ".proof")));
            assertEq(folded, _word(string.concat(path, ".root")));
        }
    }

    function test_receipts() public {
        _load("receipt");
        bytes32 domain = _domain();
        address sequencer = vm.parseJsonAddress(json, ".sequencer");
        uint256 count = _count(".cases", ".name");
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            bytes memory receipt = _bytes(path, ".receipt");
            if (receipt.length != 107) continue;
            bytes32 digest = Messages.receipt(
                domain,
                uint32(_uint(receipt, 0, 4)),
                uint32(_uint(receipt, 4, 4)),
                uint16(_uint(receipt, 8, 2)),
                bytes32(_uint(receipt, 10, 32))
            );
            if (vm.keyExistsJson(json, string.concat(path, ".digest"))) {
                assertEq(digest, _word(string.concat(path, ".digest")));
            }
            (address signer,,) = ECDSA.tryRecover(
                digest,
                uint8(_uint(receipt, 106, 1)),
                bytes32(_uint(receipt, 42, 32)),
                bytes32(_uint(receipt, 74, 32))
            );
            assertEq(signer == sequencer, vm.parseJsonBool(json, string.concat(path, ".good")));
        }
    }

    function test_inbox_words() public {
        _load("inbox");
        uint256 count = _count(".cases", ".name");
        assertGt(count, 5);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".cases", i);
            vm.warp(_number(string.concat(path, ".queuedAt")));
            bytes32 word = _built(path, _text(path, ".kind"));
            assertEq(word, _word(string.concat(path, ".word")));
            assertEq(InboxWord.queuedAt(word), block.timestamp);
        }
    }

    function test_chunks() public {
        _load("chunks");
        for (uint256 i = 0; i < _count(".chunks", ".hash"); ++i) {
            string memory path = _at(".chunks", i);
            bytes memory records = _bytes(path, ".records");
            bytes32 root = _word(string.concat(path, ".root"));
            assertEq(keccak256(bytes.concat(root, records)), _word(string.concat(path, ".hash")));
        }
        uint256 count = _count(".claims", ".root");
        assertGt(count, 1);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".claims", i);
            (bytes32 root, uint256 chunks,) = this.chunkTree(_bytes(path, ".posted"));
            assertEq(root, _word(string.concat(path, ".root")));
            assertEq(chunks, _number(string.concat(path, ".count")));
        }
    }

    // ---- Help

    function _built(string memory path, string memory kind) private view returns (bytes32) {
        uint32 account = uint32(_number(string.concat(path, ".account")));
        address signer = vm.parseJsonAddress(json, string.concat(path, ".signer"));
        uint8 asset = uint8(_number(string.concat(path, ".asset")));
        uint64 amount = uint64(_number(string.concat(path, ".amount")));
        if (_same(kind, "register")) return InboxWord.register(account, signer);
        if (_same(kind, "deposit")) return InboxWord.deposit(account, asset, amount);
        if (_same(kind, "setSigner")) return InboxWord.setSigner(account, signer);
        if (_same(kind, "forcedWithdraw")) {
            return InboxWord.forcedWithdraw(account, asset, amount);
        }
        assertEq(kind, "forcedCancel");
        return InboxWord.forcedCancel(
            account,
            uint8(_number(string.concat(path, ".market"))),
            uint8(_number(string.concat(path, ".side"))),
            uint24(_number(string.concat(path, ".tick"))),
            uint64(_number(string.concat(path, ".position")))
        );
    }

    function _domain() private view returns (bytes32 domain) {
        address settlement = vm.parseJsonAddress(json, ".settlement");
        domain = Messages.domainSeparator(_number(".chainId"), settlement);
        assertEq(domain, _word(".domainSeparator"));
    }

    function _siblings(bytes memory proof) private pure returns (bytes32[] memory out) {
        out = new bytes32[](proof.length / 32);
        for (uint256 i = 0; i < out.length; ++i) {
            out[i] = bytes32(_uint(proof, 32 * i, 32));
        }
    }

    function _uint(bytes memory data, uint256 from, uint256 length)
        private
        pure
        returns (uint256 value)
    {
        for (uint256 i = 0; i < length; ++i) {
            value = (value << 8) | uint8(data[from + i]);
        }
    }
}
