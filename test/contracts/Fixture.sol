// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Messages } from "../../contracts/libraries/Messages.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { AssetParams, Deployment, MarketParams } from "../../contracts/types/Deployment.sol";
import { StateDouble } from "./StateDouble.sol";
import { ChallengerDouble } from "./doubles/ChallengerDouble.sol";
import { PlainToken } from "./doubles/PlainToken.sol";
import { Test } from "forge-std/Test.sol";

/// A deployment with 4 keypers (t 2, q 3), ETH and one token, and short ways to everything a test does with it.
abstract contract Fixture is Test {
    uint256 internal constant START = 1_700_000_000;
    uint256 internal constant GENESIS = START + 100;
    uint256 internal constant INTERVAL = 10;
    uint256 internal constant SEAL_DELAY = 30;
    uint256 internal constant INBOX_DELAY = 5;
    uint256 internal constant REVEAL_DELAY = 40;
    uint256 internal constant WINDOW = 600;
    uint256 internal constant SWEEP_DELAY = 1000;
    uint256 internal constant FREEZE_DELAY = 3 * WINDOW + SWEEP_DELAY;
    uint256 internal constant EXIT_DELAY = 5 * WINDOW;
    uint256 internal constant FEE = 0.01 ether;
    uint256 internal constant BOND = 1 ether;
    uint256 internal constant DROP_FEE = 0.1 ether;
    uint256 internal constant SCALE = 1e9;
    uint256 internal constant KEYPERS = 4;
    uint256 internal constant QUORUM = 3;
    bytes32 internal constant GENESIS_ROOT = keccak256("genesis");

    uint8 internal constant ETH = 0;
    uint8 internal constant TOKEN = 1;

    uint256 internal constant SEQUENCER_KEY = 0x5e9;
    address internal constant SEQUENCER = 0x78E6933E4641D36D2449c068D13eC23b519172cA;
    address internal constant OPERATOR = address(0x09e4);
    address internal constant OPERATOR_SIGNER = address(0x516);
    address internal constant ALICE = address(0xa11ce);
    address internal constant BOB = address(0xb0b);
    /// Where no other test needs the contract that judges offences.
    address internal constant MISCONDUCT = address(0x315c);
    address internal constant SIGNER = address(0x51647e4);

    ISettlement internal s;
    ChallengerDouble internal challenger;
    PlainToken internal token;
    /// In the order of their indices.
    uint256[] internal keyperKeys;

    function setUp() public virtual {
        vm.warp(START);
        for (uint256 i = 0; i < KEYPERS; ++i) {
            keyperKeys.push(uint256(keccak256(abi.encode("keyper", i))) >> 1);
        }
        token = new PlainToken("Token", "TOK", 18);
        s = settle();
        vm.deal(ALICE, 1_000_000 ether);
        vm.deal(BOB, 1_000_000 ether);
    }

    /// Settlement with the challenger that the tests want.
    function settle() internal virtual returns (ISettlement) {
        challenger = new ChallengerDouble();
        return this.deploy(deployment(), address(challenger), GENESIS_ROOT);
    }

    function deployment() internal view returns (Deployment memory d) {
        d.genesisTime = uint48(GENESIS);
        d.interval = uint32(INTERVAL);
        d.stepsPerRoot = 16;
        d.sealDelay = uint32(SEAL_DELAY);
        d.inboxDelay = uint32(INBOX_DELAY);
        d.revealDelay = uint32(REVEAL_DELAY);
        d.challengeWindow = uint32(WINDOW);
        d.sweepDelay = uint32(SWEEP_DELAY);
        d.freezeDelay = uint32(FREEZE_DELAY);
        d.exitDelay = uint32(EXIT_DELAY);
        d.operationFee = 3;
        d.registrationFee = uint128(FEE);
        d.sequencerBond = uint128(BOND);
        d.keyperBond = uint128(BOND);
        d.claimantBond = uint128(BOND);
        d.dropFee = uint128(DROP_FEE);
        d.sequencer = SEQUENCER;
        d.operatorOwner = OPERATOR;
        d.operatorSigner = OPERATOR_SIGNER;
        d.keypers = new address[](KEYPERS);
        for (uint256 i = 0; i < KEYPERS; ++i) {
            d.keypers[i] = vm.addr(keyperKeys[i]);
        }
        d.threshold = 2;
        d.quorum = uint8(QUORUM);
        d.assets = new AssetParams[](2);
        d.assets[ETH] = AssetParams(address(0), uint96(SCALE));
        d.assets[TOKEN] = AssetParams(address(token), uint96(SCALE));
        d.markets = new MarketParams[](1);
        d.markets[0] = MarketParams(TOKEN, ETH, 5, 500, 1, 10, 7, 1000);
    }

    /// Creates Settlement from its artifact, which is the code that codegen publishes.
    function deploy(Deployment memory d, address challenger_, bytes32 root)
        external
        returns (ISettlement created)
    {
        return this.deploy(d, challenger_, MISCONDUCT, root);
    }

    function deploy(Deployment memory d, address challenger_, address misconduct, bytes32 root)
        external
        returns (ISettlement created)
    {
        bytes memory code = abi.encodePacked(
            vm.getCode("Settlement.sol:Settlement"), abi.encode(d, challenger_, misconduct, root)
        );
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    // ---- Slots

    function closeOf(uint256 slot) internal pure returns (uint256) {
        return GENESIS + slot * INTERVAL;
    }

    function postBonds() internal {
        s.postBond{ value: BOND }(Role.sequencer, SEQUENCER);
        for (uint256 i = 0; i < KEYPERS; ++i) {
            s.postBond{ value: BOND }(Role.keyper, vm.addr(keyperKeys[i]));
        }
    }

    /// Signatures of the first q keypers.
    function signed(bytes32 digest) internal view returns (bytes memory out) {
        for (uint256 i = 0; i < QUORUM; ++i) {
            out = bytes.concat(out, signature(i, digest));
        }
    }

    function signature(uint256 keyper, bytes32 digest) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 ss) = vm.sign(keyperKeys[keyper], digest);
        return abi.encodePacked(uint8(keyper), r, ss, v);
    }

    function certificate(uint32 slot, bytes32 root, uint32 parent)
        internal
        view
        returns (bytes memory)
    {
        return signed(Messages.certificate(s.domainSeparator(), slot, root, parent));
    }

    function keyOf(uint256 slot) internal pure returns (bytes32) {
        return keccak256(abi.encode("key", slot)) >> 1;
    }

    /// A keyper's share of a slot's key; no four of them make it up here.
    function shareOf(uint256 slot, uint256 keyper) internal pure returns (bytes32) {
        return keccak256(abi.encode("share", slot, keyper)) >> 1;
    }

    function shareAddresses(uint256 slot) internal pure returns (bytes memory out) {
        for (uint256 i = 0; i < KEYPERS; ++i) {
            out = abi.encodePacked(out, vm.addr(uint256(shareOf(slot, i))));
        }
    }

    // ---- Claims

    function genesisClaim() internal pure returns (Claim memory c) {
        c.stateRoot = GENESIS_ROOT;
        c.atStart = true;
    }

    function chunk(bytes32 root, bytes memory records) internal pure returns (bytes memory) {
        return abi.encodePacked(uint16(records.length), root, records);
    }

    /// Posts a claim of one chunk whose state has the cursor (slot, phase), as `author`, and returns it as L1 stores it.
    function claimAs(address author, Claim memory parent, StateDouble.State memory state)
        internal
        returns (Claim memory c)
    {
        bytes memory chunks = chunk(state.root, "");
        c = next(author, parent, state, chunks);
        vm.prank(author);
        s.claim(parent, chunks, state.cursor, state.cursorProof);
        assertEq(s.claimHash(c.index), keccak256(abi.encode(c)), "claim as stored");
    }

    /// What a claim by `author` now would be.
    function next(
        address author,
        Claim memory parent,
        StateDouble.State memory state,
        bytes memory chunks
    ) internal view returns (Claim memory c) {
        c.index = parent.index + 1;
        c.generation = s.generation();
        c.parentHash = keccak256(abi.encode(parent));
        (c.chunkRoot, c.chunkCount) = naiveClaimTree(chunks);
        c.stateRoot = state.root;
        c.slot = state.slot;
        c.atStart = state.phase == 0;
        c.postedAt = uint48(block.timestamp);
        c.author = author;
        if (state.phase < 5 || state.phase > 7) return c;
        c.auction = state.market + 1;
        bool continued = parent.auction == c.auction && parent.slot == c.slot;
        c.clearIndex = continued ? parent.clearIndex : c.index;
        c.clearAt = continued ? parent.clearAt : c.postedAt;
        c.clearBy = continued ? parent.clearBy : author;
    }

    function bondClaimant(address author) internal {
        s.postBond{ value: BOND }(Role.claimant, author);
    }

    // ---- Oracles

    /// Root over 1,024 leaves, straight from the definition.
    function naiveRoot(bytes32[] memory used) internal pure returns (bytes32) {
        bytes32[] memory level = new bytes32[](1024);
        for (uint256 i = 0; i < used.length; ++i) {
            level[i] = used[i];
        }
        for (uint256 width = 512; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                level[i] = keccak256(bytes.concat(level[2 * i], level[2 * i + 1]));
            }
        }
        return level[0];
    }

    function naiveClaimTree(bytes memory chunks) internal pure returns (bytes32, uint16 count) {
        bytes32[] memory leaves = new bytes32[](1000);
        for (uint256 i = 0; i < chunks.length;) {
            uint256 length = (uint256(uint8(chunks[i])) << 8) | uint8(chunks[i + 1]);
            leaves[count++] = hashOf(chunks, i + 2, 32 + length);
            i += 34 + length;
        }
        bytes32[] memory used = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            used[i] = leaves[i];
        }
        return (naiveRoot(used), count);
    }

    /// keccak256 of a part of `data`, without a copy.
    function hashOf(bytes memory data, uint256 from, uint256 length)
        internal
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            hash := keccak256(add(add(data, 32), from), length)
        }
    }

    function slice(bytes memory data, uint256 from, uint256 length)
        internal
        pure
        returns (bytes memory out)
    {
        out = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = data[from + i];
        }
    }
}
