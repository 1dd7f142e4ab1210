// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CURSOR_LEAF,
    ENVELOPE_ROOT_LEAF,
    INBOX_DEPOSIT,
    INBOX_FORCED_WITHDRAW,
    INPUTS_LEAF,
    KEY_LEAF,
    PARAMETERS_LEAF
} from "../../../contracts/generated/Constants.sol";
import { IFraudProof } from "../../../contracts/interfaces/IFraudProof.sol";
import { ISettlement } from "../../../contracts/interfaces/ISettlement.sol";
import { Layout } from "../../../contracts/libraries/Layout.sol";
import { Words } from "../../../contracts/libraries/Words.sol";
import { Role } from "../../../contracts/types/Bonds.sol";
import { Opening } from "../../../contracts/types/Challenge.sol";
import { Claim } from "../../../contracts/types/Claim.sol";
import { Seal, SealKind } from "../../../contracts/types/Facts.sol";
import { FactsFixture } from "../FactsFixture.sol";
import { PartialTree } from "../PartialTree.sol";
import { StateDouble } from "../StateDouble.sol";

/// Settlement with FraudProof as its challenger, and nobody whom it believes: claims about a real trace, of slots without
/// envelopes and of the inbox they take in, are right or lie; anyone challenges any of them, or builds on any of them.
contract Courtroom is FactsFixture {
    using PartialTree for PartialTree.Tree;

    uint256 internal constant LEAVES = 12;
    uint256 private constant CURSOR = 0;
    uint256 private constant ENVELOPES = 1;
    uint256 private constant INPUTS = 2;
    uint256 private constant SIGNERS = 6;
    uint256 private constant BALANCES = 8;
    /// A chunk of 16 steps holds Start, Expire, End and so many inbox operations.
    uint256 private constant MOST_WORDS = 13;

    /// A claim of one chunk: the leaves before it and those that it states.
    struct Posted {
        Claim claim;
        bytes32[LEAVES] before;
        bytes32[LEAVES] stated;
        /// Whether it states something else than its chunk runs to; another lie may lie below.
        bool lie;
    }

    IFraudProof internal fraud;
    uint256[2] public credited;
    uint256[2] public paidOut;
    uint64[4] internal paidTo;
    uint256 public rollbacks;
    uint256 public finals = 1;
    mapping(string what => uint256) public calls;

    Posted[] internal live;
    Claim[] internal dead;

    function settle() internal override returns (ISettlement created) {
        live.push();
        live[0].stated[4] = Words.store(3 | (16 << 64) | (2 << 128));
        live[0].claim.stateRoot = _tree(live[0].stated).root();
        live[0].claim.atStart = true;
        address judge = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        created = this.deploy(deployment(), judge, live[0].claim.stateRoot);
        fraud = IFraudProof(deployCode("FraudProof.sol:FraudProof", abi.encode(created)));
        assertEq(address(fraud), judge);
    }

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(owner(i));
            s.register{ value: FEE }(SIGNER);
        }
        token.mint(address(this), type(uint128).max);
        token.approve(address(s), type(uint256).max);
    }

    /// Of account i + 1.
    function owner(uint256 i) public pure returns (address) {
        return i % 2 == 0 ? ALICE : BOB;
    }

    function author(uint256 i) public pure returns (address) {
        return address(uint160(0xa0 + i % 3));
    }

    // ---- Inputs

    function deposit(uint256 i, bool eth, uint32 units) external {
        if (_queued() == MOST_WORDS) return;
        uint256 amount = uint256(units) + 1;
        uint8 asset = eth ? ETH : TOKEN;
        vm.deal(address(this), amount * SCALE);
        s.deposit{ value: eth ? amount * SCALE : 0 }(uint32(1 + i % 2), asset, amount * SCALE);
        credited[asset] += amount;
    }

    function forceWithdrawal(uint256 i, bool eth, uint32 units) external {
        if (_queued() == MOST_WORDS) return;
        vm.prank(owner(i));
        s.forcedWithdraw(uint32(1 + i % 2), eth ? ETH : TOKEN, uint64(units) + 1);
    }

    function seal(uint8 kind) external {
        uint32 slot = s.lastSealed() + 1;
        if (block.timestamp > closeOf(slot)) {
            slot = uint32((block.timestamp - GENESIS) / INTERVAL);
        }
        if (kind % 3 == 0) {
            vm.warp(closeOf(slot) + SEAL_DELAY + 1);
            s.sealEmpty(slot, dueAt(slot));
        } else {
            sealWithout(slot, s.lastCertified());
        }
        ++calls["seal"];
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + time % 700);
    }

    // ---- Claims

    /// One claim in three lies about a leaf.
    function claim(uint256 i, uint256 about, uint8 kind) external {
        Posted storage parent = live[live.length - 1];
        uint32 slot = s.sealOf(parent.claim.slot).next;
        if (slot == 0) return;
        address by = author(i);
        if (s.bondOf(Role.claimant, by) == 0) {
            vm.deal(address(this), BOND);
            s.postBond{ value: BOND }(Role.claimant, by);
        }
        Posted memory p;
        p.before = parent.stated;
        p.stated = _after(p.before, slot);
        p.lie = kind % 3 == 0;
        if (p.lie) _twist(p.stated, about);
        PartialTree.Tree memory tree = _tree(p.stated);
        StateDouble.State memory state;
        state.slot = slot;
        state.root = tree.root();
        bytes memory chunks = chunk(state.root, "");
        p.claim = next(by, parent.claim, state, chunks);
        bytes32[] memory proof = tree.proof(CURSOR_LEAF);
        vm.prank(by);
        s.claim(parent.claim, chunks, p.stated[CURSOR], proof);
        live.push(p);
        ++calls["claim"];
    }

    /// Changes a leaf, though neither the cursor, which Settlement itself reads, nor what tells how to run on from here.
    function _twist(bytes32[LEAVES] memory leaves, uint256 about) private pure {
        uint8[9] memory places = [1, 2, 3, 6, 7, 8, 9, 10, 11];
        uint256 place = places[about % places.length];
        leaves[place] ^= Words.store(1 << ((about >> 8) % 96));
    }

    /// A lie falls, with all above it; what is right stands, whatever it was built on.
    function challenge(uint256 i, uint256 beneficiary) public {
        if (live.length == finals) return;
        uint256 index = finals + i % (live.length - finals);
        Posted memory p = live[index];
        address to = beneficiary % 4 == 0 ? address(0) : author(beneficiary);
        try this.prove(p, live[index - 1].claim, to) {
            assertTrue(p.lie, "a right chunk was challenged");
            _drop(index);
            ++calls["caught"];
        } catch (bytes memory reason) {
            assertFalse(p.lie, "a lie stood");
            assertEq(bytes4(reason), IFraudProof.ChunkHolds.selector);
            ++calls["held"];
        }
    }

    function prove(Posted calldata p, Claim calldata parent, address beneficiary) external {
        Opening memory opened = Opening(bytes.concat(p.claim.stateRoot), new bytes32[](10));
        bytes32 zero;
        for (uint256 depth = 0; depth < 10; ++depth) {
            opened.siblings[depth] = zero;
            zero = keccak256(bytes.concat(zero, zero));
        }
        fraud.challenge(
            p.claim,
            0,
            Opening(abi.encode(parent), new bytes32[](0)),
            opened,
            new Opening[](0),
            _tree(p.before).witness(),
            beneficiary
        );
    }

    /// Finalises all that can be, after whoever watches has looked at it.
    function finalise(bool patient) external {
        for (uint256 i = finals; i < live.length; ++i) {
            if (live[i].lie) challenge(i - finals, 1);
        }
        if (patient) vm.warp(block.timestamp + WINDOW);
        for (uint256 i = live.length; i > finals; --i) {
            Claim memory c = live[i - 1].claim;
            if (block.timestamp < c.postedAt + WINDOW) continue;
            s.finalise(c);
            finals = i;
            ++calls["finalise"];
            return;
        }
    }

    /// Whatever is tried with a dead claim is refused.
    function useDead(uint256 i, bool finally_) external {
        if (dead.length == 0) return;
        Claim memory c = dead[i % dead.length];
        vm.warp(block.timestamp + WINDOW);
        bool done;
        Posted memory p;
        p.claim = c;
        if (finally_) {
            try s.finalise(c) {
                done = true;
            } catch { }
        } else {
            try this.prove(p, c, address(0)) {
                done = true;
            } catch { }
        }
        assertFalse(done, "a dead claim had power");
        ++calls["dead"];
    }

    // ---- Money out

    /// Pays what the newest final state owes, and no more than that.
    function withdraw(uint256 i, bool eth) external {
        if (finals == 1) return;
        Posted storage p = live[finals - 1];
        uint8 asset = eth ? ETH : TOKEN;
        uint256 place = 2 * (i % 2) + asset;
        uint64 total = uint64(Words.load(p.stated[BALANCES + place]) >> 64);
        if (total == paidTo[place]) return;
        _pay(p.stated, p.claim.stateRoot, uint32(1 + i % 2), asset);
        paidOut[asset] += total - paidTo[place];
        paidTo[place] = total;
        ++calls["withdraw"];
    }

    function _pay(bytes32[LEAVES] memory stated, bytes32 root, uint32 account, uint8 asset)
        private
    {
        uint256 gindex = Layout.balanceLeaf(account, asset);
        PartialTree.Tree memory tree = _tree(stated);
        s.withdraw(account, asset, root, tree.node(gindex), tree.proof(gindex));
    }

    function release(uint256 i) external {
        address party = author(i);
        if (s.bondOf(Role.claimant, party) == 0) return;
        bool free = s.lastClaimOf(party) < finals;
        vm.prank(party);
        try s.releaseBond(Role.claimant) {
            assertTrue(free, "released too early");
        } catch {
            assertFalse(free, "kept too long");
        }
    }

    // ---- What invariants read

    function settlement() external view returns (address) {
        return address(s);
    }

    function tokenAddress() external view returns (address) {
        return address(token);
    }

    function liveCount() external view returns (uint256) {
        return live.length;
    }

    function liveClaim(uint256 index) external view returns (Claim memory) {
        return live[index].claim;
    }

    function liesAmongFinals() external view returns (uint256 lies) {
        for (uint256 i = 0; i < finals; ++i) {
            if (live[i].lie) ++lies;
        }
    }

    // ---- The trace, straight from PROTOCOL.md §5

    function _after(bytes32[LEAVES] memory before, uint32 slot)
        private
        view
        returns (bytes32[LEAVES] memory leaves)
    {
        for (uint256 i = 0; i < LEAVES; ++i) {
            leaves[i] = before[i];
        }
        Seal memory fact = s.sealOf(slot);
        uint256 cursor = uint64(Words.load(before[CURSOR]) >> 128);
        for (; cursor < fact.inboxEnd; ++cursor) {
            _inbox(leaves, s.inboxWord(cursor));
        }
        uint256 certified = fact.kind == SealKind.certified ? 1 : 0;
        leaves[CURSOR] = Words.store(uint256(slot) | (cursor << 128));
        leaves[ENVELOPES] = fact.root;
        leaves[INPUTS] = Words.store((certified << 32) | (uint256(fact.inboxEnd) << 64));
        leaves[3] = 0;
    }

    function _inbox(bytes32[LEAVES] memory leaves, bytes32 word) private pure {
        uint256 kind = uint8(word[0]);
        uint256 account = uint32(uint256(word) >> 216) - 1;
        if (kind != INBOX_DEPOSIT && kind != INBOX_FORCED_WITHDRAW) {
            leaves[SIGNERS + account] = bytes32(bytes20(word << 40));
            return;
        }
        uint256 place = BALANCES + 2 * account + uint8(word[5]);
        uint256 amount = uint64(uint256(word) >> 144);
        uint256 balance = Words.load(leaves[place]);
        (uint64 available, uint64 withdrawn) = (uint64(balance), uint64(balance >> 64));
        if (kind == INBOX_DEPOSIT) {
            available += uint64(amount);
        } else {
            uint64 taken = amount < available ? uint64(amount) : available;
            available -= taken;
            withdrawn += taken;
        }
        leaves[place] =
            Words.store((balance >> 128 << 128) | available | (uint256(withdrawn) << 64));
    }

    function _tree(bytes32[LEAVES] memory leaves)
        private
        pure
        returns (PartialTree.Tree memory tree)
    {
        tree.gindices = new uint256[](LEAVES);
        tree.leaves = new bytes32[](LEAVES);
        for (uint256 i = 0; i < LEAVES; ++i) {
            tree.leaves[i] = leaves[i];
        }
        tree.gindices[CURSOR] = CURSOR_LEAF;
        tree.gindices[ENVELOPES] = ENVELOPE_ROOT_LEAF;
        tree.gindices[INPUTS] = INPUTS_LEAF;
        tree.gindices[3] = KEY_LEAF;
        tree.gindices[4] = PARAMETERS_LEAF;
        tree.gindices[5] = Layout.bitmapTop(Layout.expiryBitmap(0));
        for (uint256 i = 0; i < 2; ++i) {
            tree.gindices[SIGNERS + i] = Layout.signerLeaf(1 + i);
            tree.gindices[BALANCES + 2 * i] = Layout.balanceLeaf(1 + i, ETH);
            tree.gindices[BALANCES + 2 * i + 1] = Layout.balanceLeaf(1 + i, TOKEN);
        }
    }

    /// Operations that no sealed slot has taken in.
    function _queued() private view returns (uint256) {
        return s.inboxLength() - s.sealOf(s.lastSealed()).inboxEnd;
    }

    function _drop(uint256 from) private {
        while (live.length > from) {
            dead.push(live[live.length - 1].claim);
            live.pop();
        }
        ++rollbacks;
    }
}
