// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { ISettlement } from "../../contracts/interfaces/ISettlement.sol";
import { Deployment } from "../../contracts/types/Deployment.sol";
import { Fixture } from "./Fixture.sol";
import { FeeToken } from "./doubles/FeeToken.sol";
import { NoReturnToken } from "./doubles/NoReturnToken.sol";
import { ReentrantToken } from "./doubles/ReentrantToken.sol";
import { Relay } from "./doubles/Relay.sol";
import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// Accounts, deposits and forced operations, and the words that they put into the inbox.
contract MoneyTest is Fixture {
    uint256 private constant CAP = 2 ** 53 - 1;

    function setUp() public override {
        super.setUp();
        vm.prank(ALICE);
        assertEq(s.register{ value: FEE }(SIGNER), 1);
        token.mint(ALICE, type(uint128).max);
        vm.prank(ALICE);
        token.approve(address(s), type(uint256).max);
    }

    // ---- register, setSigner

    function test_register_fixes_the_owner_and_queues_the_signer() public {
        bytes32 word = _word(abi.encodePacked(uint8(1), uint32(2), SIGNER));
        vm.expectEmit();
        emit IEvents.Owed(OPERATOR, FEE);
        vm.expectEmit();
        emit IEvents.Registered(2, BOB, SIGNER);
        vm.expectEmit();
        emit IEvents.Enqueued(1, word);
        vm.prank(BOB);
        assertEq(s.register{ value: FEE }(SIGNER), 2);
        assertEq(s.ownerOf(2), BOB);
        assertEq(s.accountCount(), 3);
        assertEq(s.inboxWord(1), word);
        assertEq(s.inboxLength(), 2);
        assertEq(s.owed(OPERATOR), 2 * FEE);
    }

    function test_register_refuses() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, FEE - 1, FEE));
        s.register{ value: FEE - 1 }(address(0));
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, FEE + 1, FEE));
        s.register{ value: FEE + 1 }(SIGNER);
        vm.expectRevert(IErrors.ZeroSigner.selector);
        s.register{ value: FEE }(address(0));
    }

    function test_set_signer() public {
        vm.prank(ALICE);
        s.setSigner(1, BOB);
        assertEq(s.inboxWord(1), _word(abi.encodePacked(uint8(3), uint32(1), BOB)));
        assertEq(s.ownerOf(1), ALICE, "the owner stays");
    }

    function test_set_signer_refuses() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 2, 2));
        s.setSigner(2, address(0));
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotOwner.selector, address(this), ALICE));
        s.setSigner(1, address(0));
        vm.prank(ALICE);
        vm.expectRevert(IErrors.ZeroSigner.selector);
        s.setSigner(1, address(0));
    }

    // ---- collect

    function test_collect_pays_the_operator_once() public {
        vm.expectEmit();
        emit IEvents.Collected(OPERATOR, FEE);
        vm.prank(OPERATOR);
        s.collect();
        assertEq(OPERATOR.balance, FEE);
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NothingOwed.selector, OPERATOR));
        s.collect();
    }

    // ---- deposit

    function test_deposit_of_eth_by_anyone_for_anyone() public {
        bytes32 word = _word(abi.encodePacked(uint8(2), uint32(1), ETH, uint64(7)));
        vm.expectEmit();
        emit IEvents.Deposited(1, ETH, BOB, 7);
        vm.expectEmit();
        emit IEvents.Enqueued(1, word);
        vm.prank(BOB);
        s.deposit{ value: 7 * SCALE }(1, ETH, 7 * SCALE);
        assertEq(s.inboxWord(1), word);
        assertEq(s.escrow(ETH), 7);
        s.deposit{ value: SCALE }(0, ETH, SCALE);
        assertEq(s.escrow(ETH), 8, "for the operator's account");
    }

    function test_deposit_of_a_token() public {
        vm.prank(ALICE);
        s.deposit(1, TOKEN, 5 * SCALE);
        assertEq(s.escrow(TOKEN), 5);
        assertEq(token.balanceOf(address(s)), 5 * SCALE);
    }

    function test_deposit_refuses_in_this_order() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 9, 2));
        s.deposit{ value: 1 }(9, 2, 3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedAsset.selector, 2, 2));
        s.deposit{ value: 1 }(1, 2, 3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, 1, 3));
        s.deposit{ value: 1 }(1, ETH, 3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, 1, 0));
        s.deposit{ value: 1 }(1, TOKEN, 3);
        vm.expectRevert(abi.encodeWithSelector(IErrors.Dust.selector, ETH, 0, SCALE));
        s.deposit(1, ETH, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.Dust.selector, ETH, SCALE - 1, SCALE));
        s.deposit{ value: SCALE - 1 }(1, ETH, SCALE - 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.Dust.selector, ETH, SCALE + 1, SCALE));
        s.deposit{ value: SCALE + 1 }(1, ETH, SCALE + 1);
        assertEq(s.escrow(ETH), 0);
    }

    function test_deposit_stops_at_the_cap() public {
        vm.startPrank(ALICE);
        s.deposit(1, TOKEN, (CAP - 1) * SCALE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.CapExceeded.selector, TOKEN, 2, 1));
        s.deposit(1, TOKEN, 2 * SCALE);
        s.deposit(1, TOKEN, SCALE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.CapExceeded.selector, TOKEN, 1, 0));
        s.deposit(1, TOKEN, SCALE);
        assertEq(s.escrow(TOKEN), CAP);
    }

    function test_deposit_of_a_token_that_takes_a_fee_credits_what_arrives() public {
        FeeToken fee = new FeeToken(100);
        ISettlement t = _with(address(fee));
        fee.mint(address(this), 1000 * SCALE);
        fee.approve(address(t), type(uint256).max);
        t.deposit(0, TOKEN, 100 * SCALE);
        assertEq(t.escrow(TOKEN), 99);
        assertEq(fee.balanceOf(address(t)), 99 * SCALE);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.Dust.selector, TOKEN, SCALE - SCALE / 100, SCALE)
        );
        t.deposit(0, TOKEN, SCALE);
    }

    function test_deposit_of_a_token_that_returns_nothing() public {
        NoReturnToken silent = new NoReturnToken();
        ISettlement t = _with(address(silent));
        silent.mint(address(this), SCALE);
        silent.approve(address(t), SCALE);
        t.deposit(0, TOKEN, SCALE);
        assertEq(t.escrow(TOKEN), 1);
        vm.expectRevert(abi.encodeWithSelector(NoReturnToken.Insufficient.selector, 0, SCALE));
        t.deposit(0, TOKEN, SCALE);
    }

    function test_deposit_cannot_be_entered_twice() public {
        ReentrantToken again = new ReentrantToken();
        ISettlement t = _with(address(again));
        again.mint(address(this), 10 * SCALE);
        again.mint(address(again), 10 * SCALE);
        again.approve(address(t), type(uint256).max);
        vm.prank(address(again));
        again.approve(address(t), type(uint256).max);
        again.arm(address(t), abi.encodeCall(ISettlement.deposit, (0, TOKEN, SCALE)));
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        t.deposit(0, TOKEN, SCALE);
        assertEq(t.escrow(TOKEN), 0);
    }

    function test_a_plain_transfer_of_eth_reverts() public {
        (bool done,) = address(s).call{ value: 1 ether }("");
        assertFalse(done);
        (done,) = address(s).call{ value: 1 ether }(hex"12345678");
        assertFalse(done);
    }

    function testFuzz_deposits_are_credited_exactly(uint64[8] memory units, bool[8] memory eth)
        public
    {
        uint256[2] memory sums;
        for (uint256 i = 0; i < units.length; ++i) {
            uint256 amount = bound(units[i], 1, CAP / 8);
            uint8 asset = eth[i] ? ETH : TOKEN;
            sums[asset] += amount;
            vm.deal(ALICE, amount * SCALE);
            vm.prank(ALICE);
            s.deposit{ value: eth[i] ? amount * SCALE : 0 }(1, asset, amount * SCALE);
            bytes memory head = abi.encodePacked(uint8(2), uint32(1), asset, uint64(amount));
            assertEq(s.inboxWord(i + 1), _word(head));
        }
        assertEq(s.escrow(ETH), sums[ETH]);
        assertEq(s.escrow(TOKEN), sums[TOKEN]);
        assertEq(address(s).balance, sums[ETH] * SCALE + FEE);
        assertEq(token.balanceOf(address(s)), sums[TOKEN] * SCALE);
    }

    // ---- forced operations

    function test_forced_cancel() public {
        vm.prank(ALICE);
        s.forcedCancel(1, 0, 1, 2 ** 20 - 1, type(uint64).max);
        bytes memory head = abi.encodePacked(
            uint8(4), uint32(1), uint8(0), uint8(1), uint24(2 ** 20 - 1), type(uint64).max
        );
        assertEq(s.inboxWord(1), _word(head));
    }

    function test_forced_cancel_refuses_in_this_order() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 2, 2));
        s.forcedCancel(2, 1, 2, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotOwner.selector, address(this), ALICE));
        s.forcedCancel(1, 1, 2, 0, 0);
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedMarket.selector, 1, 1));
        s.forcedCancel(1, 1, 2, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadSide.selector, 2, 1));
        s.forcedCancel(1, 0, 2, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadTick.selector, 0, 1, 2 ** 20 - 1));
        s.forcedCancel(1, 0, 1, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadTick.selector, 2 ** 20, 1, 2 ** 20 - 1));
        s.forcedCancel(1, 0, 1, 2 ** 20, 0);
    }

    function test_forced_withdraw() public {
        vm.prank(ALICE);
        s.forcedWithdraw(1, TOKEN, uint64(CAP));
        assertEq(s.inboxWord(1), _word(abi.encodePacked(uint8(5), uint32(1), TOKEN, uint64(CAP))));
    }

    function test_forced_withdraw_refuses_in_this_order() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnknownAccount.selector, 2, 2));
        s.forcedWithdraw(2, 2, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NotOwner.selector, address(this), ALICE));
        s.forcedWithdraw(1, 2, 0);
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IErrors.UnlistedAsset.selector, 2, 2));
        s.forcedWithdraw(1, 2, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadAmount.selector, 0, 1, CAP));
        s.forcedWithdraw(1, TOKEN, 0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadAmount.selector, CAP + 1, 1, CAP));
        s.forcedWithdraw(1, TOKEN, uint64(CAP + 1));
    }

    function test_an_operation_sent_through_a_contract_belongs_to_the_contract() public {
        Relay relay = new Relay();
        relay.relay{ value: FEE }(address(s), abi.encodeCall(ISettlement.register, (SIGNER)));
        assertEq(s.ownerOf(2), address(relay));
    }

    // ---- Help

    /// `head` in the high bytes, the time in the last six.
    function _word(bytes memory head) private view returns (bytes32) {
        return bytes32(
            bytes.concat(
                head, new bytes(26 - head.length), abi.encodePacked(uint48(block.timestamp))
            )
        );
    }

    function _with(address other) private returns (ISettlement) {
        Deployment memory d = deployment();
        d.assets[TOKEN].token = other;
        return this.deploy(d, address(challenger), GENESIS_ROOT);
    }
}
