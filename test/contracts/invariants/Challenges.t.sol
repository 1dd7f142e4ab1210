// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../../contracts/types/Bonds.sol";
import { Courtroom } from "./Courtroom.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Test } from "forge-std/Test.sol";

/// What holds where the real challenger judges, whoever claims and challenges what, in any order.
contract ChallengesTest is Test {
    uint256 private constant SCALE = 1e9;
    address private constant OPERATOR = address(0x09e4);
    address private constant SEQUENCER = 0x78E6933E4641D36D2449c068D13eC23b519172cA;

    Courtroom private h;
    ISettlement private s;
    /// As they were when the last run of the invariants looked.
    uint48 private lastFinal;
    bytes32 private lastFinalHash;

    function setUp() public {
        h = new Courtroom();
        vm.deal(address(h), 1000 ether);
        h.setUp();
        s = ISettlement(h.settlement());
        bytes4[] memory selectors = new bytes4[](13);
        selectors[0] = Courtroom.deposit.selector;
        selectors[1] = Courtroom.forceWithdrawal.selector;
        selectors[2] = Courtroom.seal.selector;
        selectors[3] = Courtroom.seal.selector;
        selectors[4] = Courtroom.wait.selector;
        selectors[5] = Courtroom.claim.selector;
        selectors[6] = Courtroom.claim.selector;
        selectors[7] = Courtroom.claim.selector;
        selectors[8] = Courtroom.challenge.selector;
        selectors[9] = Courtroom.finalise.selector;
        selectors[10] = Courtroom.useDead.selector;
        selectors[11] = Courtroom.withdraw.selector;
        selectors[12] = Courtroom.release.selector;
        targetContract(address(h));
        targetSelector(FuzzSelector(address(h), selectors));
    }

    /// What the invariant rests on does happen.
    function test_every_move_is_reached() public {
        h.deposit(0, true, 1000);
        h.forceWithdrawal(0, true, 300);
        h.wait(600);
        for (uint8 i = 1; i <= 3; ++i) {
            h.seal(i);
        }
        h.claim(0, 0, 1);
        h.claim(1, 7, 0);
        h.claim(2, 0, 1);
        for (uint256 i = 0; i < 3; ++i) {
            h.challenge(i == 1 ? 2 : 0, 1);
        }
        h.challenge(1, 1);
        h.claim(2, 0, 1);
        h.finalise(true);
        h.withdraw(0, true);
        h.useDead(0, true);
        h.useDead(1, false);
        h.release(2);
        assertEq(h.calls("caught"), 1);
        assertEq(h.calls("held"), 3);
        assertEq(h.calls("finalise"), 1);
        assertEq(h.calls("withdraw"), 1);
        assertEq(h.calls("dead"), 2);
        assertEq(h.paidOut(0), 301);
        assertEq(s.generation(), 1);
    }

    /// forge-config: default.invariant.runs = 16
    /// forge-config: default.invariant.depth = 48
    /// forge-config: long.invariant.runs = 400
    /// forge-config: long.invariant.depth = 100
    function invariant_money_bonds_and_finality() public {
        for (uint256 asset = 0; asset < 2; ++asset) {
            assertEq(s.escrow(asset), h.credited(asset) - h.paidOut(asset));
        }
        assertEq(IERC20(h.tokenAddress()).balanceOf(address(s)), s.escrow(1) * SCALE);
        assertEq(address(s).balance, _weiAccountedFor());

        assertEq(h.liesAmongFinals(), 0);
        assertEq(s.finalisedIndex(), h.finals() - 1);
        assertEq(s.tip(), h.liveCount() - 1);
        assertEq(s.generation(), h.rollbacks());
        assertGe(s.finalisedIndex(), lastFinal);
        assertTrue(lastFinal == 0 || s.claimHash(lastFinal) == lastFinalHash);
        lastFinal = s.finalisedIndex();
        lastFinalHash = s.claimHash(lastFinal);
        for (uint256 i = 0; i < h.liveCount(); ++i) {
            assertEq(s.claimHash(i), keccak256(abi.encode(h.liveClaim(i))));
        }
    }

    function _weiAccountedFor() private view returns (uint256 sum) {
        sum = s.escrow(0) * SCALE + s.owed(address(0)) + s.owed(OPERATOR);
        sum += s.bondOf(Role.sequencer, SEQUENCER);
        for (uint256 i = 0; i < 3; ++i) {
            sum += s.owed(h.author(i)) + s.bondOf(Role.claimant, h.author(i));
        }
        for (uint256 i = 0; i < 4; ++i) {
            sum += s.bondOf(Role.keyper, vm.addr(uint256(keccak256(abi.encode("keyper", i))) >> 1));
        }
    }
}
