// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { ExitFixture } from "./ExitFixture.sol";
import { Relay } from "./doubles/Relay.sol";
import { console } from "forge-std/console.sol";

/// Which state is the exit root, and what is paid out of it. The market's base is the token, its quote ETH; a lot is 10 units
/// of base and costs 7 of quote at tick 1; the fee is 5 of 10,000.
contract ExitTest is ExitFixture {
    uint256 private constant DEPOSITS = 1 << 64;
    /// Of a transaction's 21,000 and the calldata of 48 siblings.
    uint256 private constant MOST_GAS = 200_000;

    // ---- fixExit

    function test_fix_refuses_in_this_order() public {
        makeFinal(1, 2);
        Claim memory final_ = last;
        bytes32 root = final_.stateRoot;
        bytes32 cursor = leafAt(32);
        bytes32[] memory proof = proofOf(32);
        bytes32[] memory none;
        vm.expectRevert(IErrors.NotFrozen.selector);
        s.fixExit(final_, cursor, proof);

        // A later slot, sealed in time, which is not final at first.
        deposit(1, ETH, 1);
        vm.warp(block.timestamp + FREEZE_DELAY);
        uint32 slot = uint32((block.timestamp - GENESIS) / INTERVAL) - 3;
        s.sealEmpty(slot, dueAt(slot));
        vm.warp(block.timestamp + FREEZE_DELAY + 1);
        s.freeze();
        uint256 end = closeOf(s.lastSlot()) + SEAL_DELAY + 1;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, end - 1, end));
        s.fixExit(final_, cursor, proof);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SealedNotFinal.selector, 1, slot));
        s.fixExit(final_, cursor, proof);

        claimTree(slot, 3);
        Claim memory newest = last;
        vm.warp(block.timestamp + WINDOW);
        s.finalise(newest);
        bytes32 newCursor = leafAt(32);
        bytes32[] memory newProof = proofOf(32);
        Claim memory unknown = newest;
        unknown.index = 3;
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotTip.selector, 3, 2));
        s.fixExit(unknown, newCursor, newProof);
        unknown.index = 2;
        unknown.stateRoot = root;
        vm.expectPartialRevert(IErrors.StaleClaim.selector);
        s.fixExit(unknown, newCursor, newProof);
        newest = last;
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotNewestFinal.selector, 1, 2));
        s.fixExit(final_, cursor, proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 5));
        s.fixExit(newest, newCursor, none);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.fixExit(newest, cursor, newProof);

        vm.expectEmit();
        emit IEvents.ExitFixed(2, newest.stateRoot, 3);
        s.fixExit(newest, newCursor, newProof);
        assertEq(s.exitRoot(), newest.stateRoot);
        assertEq(s.exitCursor(), 3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ExitRootFixed.selector, newest.stateRoot));
        s.fixExit(newest, newCursor, newProof);
    }

    function test_after_the_exit_delay_the_newest_final_state_is_taken_as_it_is() public {
        makeFinal(1, 2);
        Claim memory final_ = last;
        bytes32 cursor = leafAt(32);
        bytes32[] memory proof = proofOf(32);
        s.sealEmpty(2, dueAt(2));
        freezeLate();
        uint256 end = s.frozenAt() + EXIT_DELAY;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SealedNotFinal.selector, 1, 2));
        s.fixExit(final_, cursor, proof);
        vm.warp(end);
        s.fixExit(final_, cursor, proof);
        assertEq(s.exitRoot(), final_.stateRoot);
    }

    /// What else is claimed later frees bonds, and changes nothing about the exit.
    function test_claims_become_final_after_the_exit_root_is_fixed() public {
        makeFinal(1, 2);
        Claim memory final_ = last;
        bytes32 cursor = leafAt(32);
        bytes32[] memory proof = proofOf(32);
        s.sealEmpty(2, dueAt(2));
        freezeLate();
        vm.warp(s.frozenAt() + EXIT_DELAY);
        s.fixExit(final_, cursor, proof);
        claimTree(2, 2);
        vm.warp(block.timestamp + WINDOW);
        s.finalise(last);
        assertEq(s.exitRoot(), final_.stateRoot);
        vm.prank(BOB);
        s.releaseBond(Role.claimant);
    }

    // ---- exitBalance

    function test_balance_refuses_in_this_order() public {
        deposit(1, ETH, 100);
        uint256 gindex = putBalance(1, ETH, 100, 0);
        uint256 empty = putBalance(1, TOKEN, 0, 7);
        deposit(1, TOKEN, 7);
        vm.expectRevert(IErrors.ExitRootMissing.selector);
        s.exitBalance(1, ETH, 0, new bytes32[](0));
        _pay(1, TOKEN, 7);
        neglect();
        freezeLate();
        fixExit();
        bytes32[] memory proof = proofOf(gindex);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 33));
        s.exitBalance(1, ETH, 0, new bytes32[](0));
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.exitBalance(1, ETH, 0, proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.exitBalance(2, ETH, leafAt(gindex), proof);
        exitBalance(1, ETH);
        vm.expectRevert(abi.encodeWithSelector(IErrors.AlreadyExited.selector, gindex));
        s.exitBalance(1, ETH, 0, new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(IErrors.NothingToExit.selector, empty));
        this.callExitBalance(1, TOKEN);
    }

    /// A state that was final and wrong can name what L1 does not know.
    function test_balance_of_unknown_account_or_asset() public {
        deposit(1, ETH, 100);
        putBalance(3, ETH, 1, 0);
        putBalance(1, 2, 1, 0);
        uint256 gindex = putBalance(1, ETH, 101, 0);
        _exitAt(3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 3, 3));
        this.callExitBalance(3, ETH);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedAsset.selector, 2, 2));
        this.callExitBalance(1, 2);
        vm.expectRevert(abi.encodeWithSelector(IErrors.MoreThanEscrow.selector, 101, 100));
        this.callExitBalance(1, ETH);
        assertFalse(s.exited(gindex));
    }

    function test_balance_pays_available_and_unpaid_to_the_owner() public {
        deposit(1, ETH, 100);
        uint256 gindex = putBalance(1, ETH, 60, 10);
        _pay(1, ETH, 10);
        putBalance(1, ETH, 60, 40);
        makeFinal(4, 3);
        neglect();
        freezeLate();
        fixExit();
        uint256 before = ALICE.balance;
        vm.expectEmit();
        emit IEvents.Exited(1, ETH, ALICE, 90, gindex);
        vm.prank(BOB);
        this.callExitBalance(1, ETH);
        assertEq(ALICE.balance - before, 90 * SCALE);
        assertEq(s.escrow(ETH), 0);
        assertTrue(s.exited(gindex));
    }

    function test_withdraw_pays_until_the_exit_root_is_fixed_and_never_after() public {
        deposit(1, ETH, 100);
        uint256 gindex = putBalance(1, ETH, 60, 40);
        makeFinal(1, 3);
        bytes32 root = last.stateRoot;
        bytes32 leaf = leafAt(gindex);
        bytes32[] memory proof = proofOf(gindex);
        deposit(1, TOKEN, 1);
        freezeLate();
        uint256 snapshot = vm.snapshotState();
        s.withdraw(1, ETH, root, leaf, proof);
        fixExit();
        exitBalance(1, ETH);
        assertEq(s.escrow(ETH), 0);
        vm.revertToState(snapshot);

        fixExit();
        vm.expectRevert(abi.encodeWithSelector(IErrors.ExitRootFixed.selector, root));
        s.withdraw(1, ETH, root, leaf, proof);
        exitBalance(1, ETH);
        assertEq(s.escrow(ETH), 0);
    }

    // ---- exitOrder

    function test_order_refuses_in_this_order() public {
        deposit(1, ETH, 100);
        uint256 gindex = putOrder(0, 2, 5, 1, 1);
        uint256 dead = putOrder(0, 2, 6, 0, 0);
        bytes32[] memory none;
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedMarket.selector, 1, 1));
        s.exitOrder(1, 2, 0, 5, 0, none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadSide.selector, 2, 1));
        s.exitOrder(0, 2, 0, 5, 0, none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadTick.selector, 0, 1, 1_048_575));
        s.exitOrder(0, 0, 0, 5, 0, none);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadTick.selector, 1_048_576, 1, 1_048_575));
        s.exitOrder(0, 0, 1_048_576, 5, 0, none);
        vm.expectRevert(IErrors.ExitRootMissing.selector);
        s.exitOrder(0, 0, 2, 5, 0, none);
        _exitAt(3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 0, 48));
        s.exitOrder(0, 0, 2, 5, 0, none);
        bytes32[] memory proof = proofOf(gindex);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.exitOrder(0, 0, 2, 5, 0, proof);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        s.exitOrder(0, 1, 2, 5, leafAt(gindex), proof);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NothingToExit.selector, dead));
        this.callExitOrder(0, 2, 6);
        exitOrder(0, 2, 5);
        vm.expectRevert(abi.encodeWithSelector(IErrors.AlreadyExited.selector, gindex));
        s.exitOrder(0, 0, 2, 5, 0, none);
    }

    function test_orders_pay_what_they_lock() public {
        deposit(1, ETH, 100_000);
        deposit(2, TOKEN, 100_000);
        uint256 buy = putOrder(0, 1000, 65_535, 1, 3);
        uint256 sell = putOrder(1, 1_048_575, 0, 2, 3);
        _exitAt(4);
        uint256 before = ALICE.balance;
        // 3 · 1,000 · 7 = 21,000 and a fee of 10.5, rounded up.
        vm.expectEmit();
        emit IEvents.Exited(1, ETH, ALICE, 21_011, buy);
        this.callExitOrder(0, 1000, 65_535);
        assertEq(ALICE.balance - before, 21_011 * SCALE);
        assertEq(s.escrow(ETH), 100_000 - 21_011);
        vm.expectEmit();
        emit IEvents.Exited(2, TOKEN, BOB, 30, sell);
        this.callExitOrder(1, 1_048_575, 0);
        assertEq(token.balanceOf(BOB), 30 * SCALE);
        assertEq(s.escrow(TOKEN), 100_000 - 30);
    }

    function test_order_of_an_unknown_account() public {
        deposit(1, ETH, 100);
        putOrder(0, 2, 5, 3, 1);
        _exitAt(3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 3, 3));
        this.callExitOrder(0, 2, 5);
    }

    // ---- refund

    function test_refund_refuses_in_this_order() public {
        deposit(1, ETH, 100);
        putBalance(1, ETH, 100, 0);
        makeFinal(1, 3);
        vm.prank(ALICE);
        s.forcedWithdraw(1, ETH, 5);
        deposit(2, ETH, 7);
        vm.expectRevert(IErrors.ExitRootMissing.selector);
        s.refund(4);
        freezeLate();
        fixExit();
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotRefundable.selector, 2, 3, 5));
        s.refund(2);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotRefundable.selector, 5, 3, 5));
        s.refund(5);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotADeposit.selector, 3, 5));
        s.refund(3);
        uint256 before = BOB.balance;
        vm.expectEmit();
        emit IEvents.Exited(2, ETH, BOB, 7, DEPOSITS + 4);
        s.refund(4);
        assertEq(BOB.balance - before, 7 * SCALE);
        assertTrue(s.exited(DEPOSITS + 4));
        vm.expectRevert(abi.encodeWithSelector(IErrors.AlreadyExited.selector, DEPOSITS + 4));
        s.refund(4);
    }

    // ---- All together

    function test_an_owner_that_refuses_eth_only_stops_itself() public {
        Relay relay = new Relay();
        relay.relay{ value: FEE }(address(s), abi.encodeCall(ISettlement.register, (SIGNER)));
        relay.refuse(true);
        deposit(1, ETH, 4);
        deposit(3, ETH, 5);
        putBalance(1, ETH, 4, 0);
        putBalance(3, ETH, 5, 0);
        _exitAt(5);
        vm.expectRevert(abi.encodeWithSelector(Relay.Refused.selector, 5 * SCALE));
        this.callExitBalance(3, ETH);
        exitBalance(1, ETH);
        relay.refuse(false);
        exitBalance(3, ETH);
        assertEq(s.escrow(ETH), 0);
    }

    function test_gas_of_a_leaf() public {
        deposit(1, ETH, 100_000);
        deposit(1, TOKEN, 100_000);
        uint256 balance = putBalance(1, ETH, 60, 40);
        uint256 order = putOrder(1, 1000, 65_535, 1, 3);
        deposit(1, TOKEN, 5);
        _exitAt(4);
        bytes32[] memory proof = proofOf(balance);
        _measure(abi.encodeCall(ISettlement.exitBalance, (1, ETH, leafAt(balance), proof)));
        proof = proofOf(order);
        _measure(abi.encodeCall(ISettlement.exitOrder, (0, 1, 1000, 65_535, leafAt(order), proof)));
        _measure(abi.encodeCall(ISettlement.refund, (4)));
    }

    /// forge-config: default.fuzz.runs = 16
    /// Random balances, orders, payments and deposits of two accounts. Whoever leaves in whatever order and tries again, each
    /// is paid to the unit, and nothing is left.
    function testFuzz_everybody_leaves_and_nothing_remains(uint256 seed) public {
        uint256[2] memory owing;
        uint256[] memory orders = new uint256[](6);
        for (uint256 i = 0; i < orders.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, "order", i)));
            uint8 side = uint8(random & 1);
            uint24 tick = uint24(bound(uint24(random >> 8), 1, 1_048_575));
            uint32 lots = uint32(bound(uint32(random >> 32), 1, 1_000_000));
            orders[i] = (uint256(side) << 48) | (uint256(tick) << 16) | uint16(random >> 64);
            putOrder(side, tick, uint16(random >> 64), 1 + uint32((random >> 80) & 1), lots);
        }
        for (uint256 i = 0; i < orders.length; ++i) {
            // Two may have met in one place, so the tree is asked.
            uint256 packed = orders[i];
            bool again;
            for (uint256 j = 0; j < i; ++j) {
                again = again || orders[j] == packed;
            }
            if (again) continue;
            uint256 lots = _lotsAt(packed);
            uint256 notional = lots * uint24(packed >> 16) * 7;
            if (packed >> 48 == 1) owing[TOKEN] += lots * 10;
            else owing[ETH] += notional + (notional * 5 + 9999) / 10_000;
        }
        for (uint32 account = 1; account <= 2; ++account) {
            for (uint8 asset = 0; asset < 2; ++asset) {
                uint256 random = uint256(keccak256(abi.encode(seed, account, asset)));
                uint64 available = uint32(random);
                uint64 withdrawn = uint32(random >> 32);
                putBalance(account, asset, available, withdrawn);
                owing[asset] += uint256(available) + withdrawn;
            }
        }
        deposit(1, ETH, owing[ETH] + 1);
        deposit(2, TOKEN, owing[TOKEN] + 1);
        putBalance(0, ETH, 1, 0);
        putBalance(0, TOKEN, 1, 0);
        makeFinal(1, 4);
        deposit(1, ETH, 1 + (seed & 0xff));
        deposit(2, TOKEN, 1 + (seed & 0xffff));
        // Some are paid before it all ends.
        if (seed & 1 == 0) _withdraw(1, ETH);
        if (seed & 2 == 0) _withdraw(2, TOKEN);
        freezeLate();
        if (seed & 4 == 0) _withdraw(2, ETH);
        fixExit();

        uint256[2] memory paid;
        uint256 parts = 6 + orders.length + 2;
        uint256 shift = seed % parts;
        for (uint256 i = 0; i < 2 * parts; ++i) {
            uint256 part = (i * 13 + shift) % parts;
            uint256 before = uint256(s.escrow(ETH));
            uint256 beforeToken = uint256(s.escrow(TOKEN));
            try this.takeOut(part, orders) { } catch { }
            paid[ETH] += before - s.escrow(ETH);
            paid[TOKEN] += beforeToken - s.escrow(TOKEN);
        }
        assertEq(s.escrow(ETH), 0, "ETH left");
        assertEq(s.escrow(TOKEN), 0, "tokens left");
        assertEq(token.balanceOf(address(s)), 0, "tokens held");
        assertEq(address(s).balance, s.owed(OPERATOR) + 6 * BOND, "wei held");
    }

    function takeOut(uint256 part, uint256[] memory orders) external {
        if (part < 6) {
            exitBalance(uint32(part / 2), uint8(part % 2));
        } else if (part < 6 + orders.length) {
            uint256 packed = orders[part - 6];
            exitOrder(uint8(packed >> 48), uint24(packed >> 16), uint16(packed));
        } else {
            s.refund(uint48(4 + part - 6 - orders.length));
        }
    }

    // ---- Help

    function callExitBalance(uint32 account, uint8 asset) external {
        exitBalance(account, asset);
    }

    function callExitOrder(uint8 side, uint24 tick, uint16 place) external {
        exitOrder(side, tick, place);
    }

    /// Makes the tree final with all that is queued taken in, and then the exit root.
    function _exitAt(uint48 inboxCursor) private {
        makeFinal(1, inboxCursor);
        neglect();
        freezeLate();
        fixExit();
    }

    /// Makes the tree final and withdraws by it.
    function _pay(uint32 account, uint8 asset, uint64 units) private {
        uint64 held = s.escrow(asset);
        makeFinal(1, 3);
        _withdraw(account, asset);
        assertEq(s.escrow(asset), held - units);
    }

    function _withdraw(uint32 account, uint8 asset) private {
        uint256 gindex = Layout.balanceLeaf(account, asset);
        bytes32[] memory proof = proofOf(gindex);
        bytes32 leaf = leafAt(gindex);
        if (uint256(leaf) << 64 == 0) return;
        s.withdraw(account, asset, last.stateRoot, leaf, proof);
    }

    function _lotsAt(uint256 packed) private view returns (uint256) {
        bytes32 leaf = leafAt(orderAt(uint8(packed >> 48), uint24(packed >> 16), uint16(packed)));
        uint256 lots;
        for (uint256 i = 4; i < 8; ++i) {
            lots |= uint256(uint8(leaf[i])) << (8 * (i - 4));
        }
        return lots;
    }

    function _measure(bytes memory data) private {
        uint256 tokens;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        uint256 execution = gasleft();
        (bool done,) = address(s).call(data);
        execution -= gasleft();
        assertTrue(done);
        uint256 total = 21_000 + 4 * tokens + execution;
        console.log("calldata, execution, total:", 4 * tokens, execution, total);
        assertLe(total, MOST_GAS);
    }
}
