// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Role } from "../../../contracts/types/Bonds.sol";
import { Claim } from "../../../contracts/types/Claim.sol";
import { KeyState, Seal, SealKind } from "../../../contracts/types/Facts.sol";
import { FactsFixture } from "../FactsFixture.sol";
import { StateDouble } from "../StateDouble.sol";

/// Mixes everything that may happen to Settlement and keeps an account of its own beside it. Claims are right or wrong; the
/// wrong ones never become final, because a challenger kills them first, as the protocol assumes.
contract Handler is FactsFixture {
    uint256 internal constant ACCOUNTS = 3;
    uint256 internal constant ASSETS = 2;
    uint256 internal constant AUTHORS = 3;

    /// A claim, its state and what each account ever withdrew of each asset in it.
    struct Posted {
        Claim claim;
        StateDouble.State state;
        bool wrong;
        uint64[ACCOUNTS * ASSETS] totals;
    }

    uint256[ASSETS] public credited;
    uint256[ASSETS] public paidOut;
    uint64[ACCOUNTS * ASSETS] public paidTo;
    uint48[ACCOUNTS * ASSETS] public paidFrom;
    uint256 public rollbacks;
    mapping(string what => uint256) public calls;

    Posted[] internal live;
    Claim[] internal dead;
    uint256 internal finals = 1;
    /// What was fixed of each sealed slot, its key apart.
    uint32[] public slots;
    mapping(uint32 slot => bytes32) public factHash;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i < ACCOUNTS; ++i) {
            vm.prank(owner(i));
            s.register{ value: FEE }(SIGNER);
        }
        token.mint(address(this), type(uint128).max);
        token.approve(address(s), type(uint256).max);
        deposit(1, true, 1_000_000);
        deposit(1, false, 1_000_000);
        live.push();
        live[0].claim = genesisClaim();
    }

    function owner(uint256 account) public pure returns (address) {
        return account == 0 ? OPERATOR : account == 1 ? ALICE : BOB;
    }

    function author(uint256 i) public pure returns (address) {
        return address(uint160(0xa0 + i % AUTHORS));
    }

    function keyper(uint256 i) public view returns (address) {
        return vm.addr(keyperKeys[i % KEYPERS]);
    }

    function settlement() external view returns (address) {
        return address(s);
    }

    function tokenAddress() external view returns (address) {
        return address(token);
    }

    // ---- Money

    function deposit(uint256 account, bool eth, uint32 units) public {
        if (s.frozenAt() != 0) return;
        account %= ACCOUNTS;
        uint256 amount = bound(units, 1, type(uint32).max);
        uint8 asset = eth ? ETH : TOKEN;
        vm.deal(address(this), amount * SCALE);
        s.deposit{ value: eth ? amount * SCALE : 0 }(uint32(account), asset, amount * SCALE);
        credited[asset] += amount;
    }

    function force(uint256 account, uint8 kind, uint32 amount) external {
        if (s.frozenAt() != 0) return;
        account = 1 + account % (ACCOUNTS - 1);
        vm.startPrank(owner(account));
        if (kind % 3 == 0) s.forcedWithdraw(uint32(account), ETH, uint64(amount) + 1);
        else if (kind % 3 == 1) s.forcedCancel(uint32(account), 0, 0, 1, amount);
        else s.setSigner(uint32(account), address(uint160(amount) + 1));
        vm.stopPrank();
    }

    /// Pays from any state that is final; an older one than last time, or one that shows nothing new, must be refused; so must
    /// all when the exit root is fixed.
    function withdraw(uint256 from) external {
        if (finals == 1) return;
        uint256 index = 1 + from % (finals - 1);
        Posted storage p = live[index];
        if (!p.claim.atStart || !s.isFinalRoot(p.claim.stateRoot)) return;
        uint256 pair = p.state.account * ASSETS + p.state.asset;
        uint64 total = p.totals[pair];
        bool due = total > paidTo[pair] && index >= paidFrom[pair] && s.exitRoot() == 0;
        uint8 asset = p.state.asset;
        address to = owner(p.state.account);
        uint256 before = asset == ETH ? to.balance : token.balanceOf(to);
        try s.withdraw(
            p.state.account, asset, p.claim.stateRoot, p.state.balance, p.state.balanceProof
        ) {
            assertTrue(due, "paid what was not due");
            uint256 arrived = (asset == ETH ? to.balance : token.balanceOf(to)) - before;
            assertEq(arrived, uint256(total - paidTo[pair]) * SCALE);
            paidOut[asset] += total - paidTo[pair];
            paidTo[pair] = total;
            paidFrom[pair] = uint48(index);
            ++calls["withdraw"];
        } catch {
            assertFalse(due, "refused what was due");
        }
    }

    function collect(uint256 i) external {
        address party = i % 2 == 0 ? OPERATOR : author(i);
        if (s.owed(party) == 0) return;
        vm.prank(party);
        s.collect();
    }

    // ---- Time and facts

    function wait(uint16 time) external {
        vm.warp(block.timestamp + time % 700);
    }

    /// One slot in four is missed and sealed empty; of the others most are opened at once.
    function seal(uint8 kind) external {
        if (s.frozenAt() != 0) return;
        uint32 slot = s.lastSealed() + 1;
        if (block.timestamp > closeOf(slot)) {
            slot = uint32((block.timestamp - GENESIS) / INTERVAL);
        }
        if (kind % 4 == 0 || slot > s.lastSlot()) {
            vm.warp(closeOf(slot) + SEAL_DELAY + 1);
            s.sealEmpty(slot, dueAt(slot));
        } else if (slot <= KEYED) {
            sealEnvelopes(slot, s.lastCertified());
            if (kind % 4 != 1) reveal(slot);
        } else {
            sealWithout(slot, s.lastCertified());
        }
        slots.push(slot);
        factHash[slot] = factOf(slot);
        ++calls["seal"];
    }

    function decide(uint256 i) external {
        if (slots.length == 0) return;
        uint32 slot = slots[i % slots.length];
        Seal memory fact = s.sealOf(slot);
        if (fact.count == 0 || fact.keyState != KeyState.none) return;
        if (block.timestamp > fact.sealedAt + REVEAL_DELAY) s.void(slot);
        else reveal(slot);
        ++calls["decide"];
    }

    // ---- Claims

    /// One claim in eight is wrong, one in four stops within a slot.
    function claim(uint256 i, uint256 pair, uint16 more, uint8 kind) external {
        Posted storage parent = live[live.length - 1];
        uint32 slot = _nextDecided(parent.claim);
        if (slot == 0) return;
        bond(i, 0);
        Posted memory p;
        bool unfinished = kind % 4 == 1;
        p.wrong = kind % 8 == 0 || parent.wrong;
        p.totals = parent.totals;
        pair %= ACCOUNTS * ASSETS;
        if (p.wrong) p.totals[pair] += uint64(more) << 40;
        else p.totals[pair] += uint64(bound(more, 0, _spare(p.totals, pair % ASSETS)));
        p.state = StateDouble.withBalance(
            slot,
            unfinished ? 5 : 0,
            uint32(pair / ASSETS),
            uint8(pair % ASSETS),
            1,
            p.totals[pair],
            keccak256(abi.encode(block.timestamp, live.length, rollbacks))
        );
        _post(author(i), parent.claim, p, unfinished);
    }

    /// Finalises the highest claim that can be, unless something wrong lies below it. Waits for it if told to.
    function finalise(bool patient) external {
        if (patient) vm.warp(block.timestamp + WINDOW);
        uint256 right = finals;
        while (right < live.length && !live[right].wrong) ++right;
        for (uint256 i = right; i > finals; --i) {
            Claim memory c = live[i - 1].claim;
            if (!c.atStart || block.timestamp < c.postedAt + WINDOW) continue;
            s.finalise(c);
            finals = i;
            ++calls["finalise"];
            return;
        }
    }

    /// Kills a claim that is not final: a wrong one if there is one.
    function kill(uint256 i, uint256 beneficiary) external {
        if (live.length == finals) return;
        uint256 index = finals + i % (live.length - finals);
        while (index > finals && live[index - 1].wrong) --index;
        // A right claim is killed too, now and then: the rollback is the same.
        if (!live[index].wrong && i % 5 != 0) return;
        challenger.kill(
            s, live[index].claim, beneficiary % 4 == 0 ? address(0) : author(beneficiary)
        );
        _drop(index);
        ++calls["kill"];
    }

    function sweep(uint8 likely) external {
        Claim memory c = live[live.length - 1].claim;
        if (c.auction == 0 || likely % 3 != 0) return;
        uint256 since = c.clearAt > s.rolledBackAt() ? c.clearAt : s.rolledBackAt();
        if (block.timestamp < since + SWEEP_DELAY) vm.warp(since + SWEEP_DELAY);
        s.sweep(c);
        _drop(c.clearIndex);
        ++calls["sweep"];
    }

    /// Whatever is tried with a dead claim is refused.
    function useDead(uint256 i, uint8 how) external {
        if (dead.length == 0) return;
        Claim memory c = dead[i % dead.length];
        vm.warp(block.timestamp + WINDOW);
        bool done;
        if (how % 4 == 0) {
            try s.finalise(c) {
                done = true;
            } catch { }
        } else if (how % 4 == 1) {
            try challenger.kill(s, c, address(0)) {
                done = true;
            } catch { }
        } else if (how % 4 == 2) {
            try s.sweep(c) {
                done = true;
            } catch { }
        } else {
            vm.deal(address(this), BOND);
            s.postBond{ value: BOND }(Role.claimant, address(0xdead));
            StateDouble.State memory state = StateDouble.make(c.slot + 1, 0, "dead");
            vm.prank(address(0xdead));
            try s.claim(c, chunk(state.root, ""), state.cursor, state.cursorProof) {
                done = true;
            } catch { }
            vm.prank(address(0xdead));
            s.releaseBond(Role.claimant);
        }
        assertFalse(done, "a dead claim had power");
        ++calls["dead"];
    }

    // ---- Bonds

    function bond(uint256 i, uint8 role) public {
        (Role which, address party) =
            role % 2 == 0 ? (Role.claimant, author(i)) : (Role.keyper, keyper(i));
        if (s.bondOf(which, party) > 0) return;
        vm.deal(address(this), BOND);
        s.postBond{ value: BOND }(which, party);
    }

    /// A claimant gets its bond back exactly when its newest claim is final.
    function release(uint256 i) external {
        address party = author(i);
        if (s.bondOf(Role.claimant, party) == 0) return;
        bool free = s.lastClaimOf(party) < finals;
        vm.prank(party);
        try s.releaseBond(Role.claimant) {
            assertTrue(free, "released too early");
            ++calls["release"];
        } catch {
            assertFalse(free, "kept too long");
        }
    }

    // ---- What invariants read

    function liveCount() external view returns (uint256) {
        return live.length;
    }

    function finalCount() external view returns (uint256) {
        return finals;
    }

    function liveClaim(uint256 index) external view returns (Claim memory) {
        return live[index].claim;
    }

    function slotCount() external view returns (uint256) {
        return slots.length;
    }

    function factOf(uint32 slot) public view returns (bytes32) {
        Seal memory fact = s.sealOf(slot);
        return keccak256(
            abi.encode(fact.root, fact.prev, fact.inboxEnd, fact.sealedAt, fact.count, fact.kind)
        );
    }

    // ---- Help

    function _post(address by, Claim memory parent, Posted memory p, bool unfinished) private {
        bytes memory chunks = unfinished ? _filled(p.state.root) : chunk(p.state.root, "");
        p.claim = next(by, parent, p.state, chunks);
        vm.prank(by);
        s.claim(parent, chunks, p.state.cursor, p.state.cursorProof);
        live.push(p);
        ++calls["claim"];
    }

    function _drop(uint256 from) private {
        while (live.length > from) {
            dead.push(live[live.length - 1].claim);
            live.pop();
        }
        ++rollbacks;
    }

    /// Units that no account has withdrawn in these totals.
    function _spare(uint64[ACCOUNTS * ASSETS] memory totals, uint256 asset)
        private
        view
        returns (uint256 spare)
    {
        spare = credited[asset];
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            spare -= totals[i * ASSETS + asset];
        }
    }

    /// The slot that a claim after `parent` comes to: the parent's own if it is not at Start.
    function _nextDecided(Claim memory parent) private view returns (uint32 slot) {
        slot = parent.atStart ? s.sealOf(parent.slot).next : parent.slot;
        Seal memory fact = s.sealOf(slot);
        if (fact.kind == SealKind.none) return 0;
        if (fact.count > 0 && fact.keyState == KeyState.none) return 0;
    }

    function _filled(bytes32 root) private pure returns (bytes memory out) {
        out = new bytes(34_000);
        for (uint256 i = 0; i < 32; ++i) {
            out[33_968 + i] = root[i];
        }
    }
}
