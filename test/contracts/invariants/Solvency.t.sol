// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ISettlement } from "../../../contracts/interfaces/ISettlement.sol";
import { Role } from "../../../contracts/types/Bonds.sol";
import { KeyState, Seal } from "../../../contracts/types/Facts.sol";
import { Handler } from "./Handler.sol";
import { Standstill } from "./Standstill.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Test } from "forge-std/Test.sol";

/// What holds whatever is deposited, sealed, claimed, killed, swept, finalised, withdrawn, punished, frozen and left, in
/// any order.
contract SolvencyTest is Test {
    uint256 private constant SCALE = 1e9;
    address private constant SEQUENCER = 0x78E6933E4641D36D2449c068D13eC23b519172cA;

    Standstill private h;
    ISettlement private s;
    /// As they were when the last run of the invariants looked.
    uint48 private lastFinal;
    uint32 private lastGeneration;
    uint48 private frozenAt;
    bytes32 private exitRoot;

    function setUp() public {
        h = new Standstill();
        vm.deal(address(h), 1000 ether);
        h.setUp();
        s = ISettlement(h.settlement());
        bytes4[] memory selectors = new bytes4[](22);
        selectors[0] = Handler.deposit.selector;
        selectors[1] = Handler.force.selector;
        selectors[2] = Handler.withdraw.selector;
        selectors[3] = Handler.collect.selector;
        selectors[4] = Handler.wait.selector;
        selectors[5] = Handler.seal.selector;
        selectors[6] = Handler.decide.selector;
        selectors[7] = Handler.claim.selector;
        selectors[8] = Handler.claim.selector;
        selectors[9] = Handler.finalise.selector;
        selectors[10] = Handler.kill.selector;
        selectors[11] = Handler.sweep.selector;
        selectors[12] = Handler.useDead.selector;
        selectors[13] = Handler.bond.selector;
        selectors[14] = Handler.release.selector;
        selectors[15] = Standstill.punish.selector;
        selectors[16] = Standstill.fine.selector;
        selectors[17] = Standstill.fillUp.selector;
        selectors[18] = Standstill.freeze.selector;
        selectors[19] = Standstill.fixExit.selector;
        selectors[20] = Standstill.leaveBalance.selector;
        selectors[21] = Standstill.refund.selector;
        targetContract(address(h));
        targetSelector(FuzzSelector(address(h), selectors));
    }

    /// What the invariants rest on does happen.
    function test_a_way_to_the_end() public {
        h.seal(2);
        h.claim(0, 2, 500, 2);
        h.finalise(true);
        h.fine();
        h.fillUp();
        h.punish(1, false);
        h.punish(1, true);
        h.punish(1, true);
        h.freeze(0);
        h.fixExit();
        h.withdraw(0);
        h.leaveBalance();
        h.leaveBalance();
        for (uint256 i = 0; i < 2 * s.inboxLength(); ++i) {
            h.refund(i);
        }
        assertEq(h.calls("fine"), 1);
        assertEq(h.calls("punish"), 2);
        assertEq(h.calls("freeze"), 1);
        assertEq(h.calls("fixExit"), 1);
        assertEq(h.calls("withdraw"), 0);
        assertEq(h.calls("leave"), 1);
        assertEq(h.calls("refund"), 2);
        invariant_money_finality_and_facts();
    }

    /// One campaign for all four, because each would repeat the same calls.
    function invariant_money_finality_and_facts() public {
        _everyUnitAndEveryWeiIsAccountedFor();
        _whatIsFinalStaysAndOnlyTheLivingCount();
        _factsNeverChange();
        _frozenIsForGood();
    }

    function _frozenIsForGood() private {
        if (frozenAt != 0) assertEq(s.frozenAt(), frozenAt);
        if (exitRoot != 0) assertEq(s.exitRoot(), exitRoot);
        if (s.exitRoot() != 0) assertGt(s.frozenAt(), 0);
        frozenAt = s.frozenAt();
        exitRoot = s.exitRoot();
    }

    function _everyUnitAndEveryWeiIsAccountedFor() private view {
        for (uint256 asset = 0; asset < 2; ++asset) {
            assertEq(s.escrow(asset), h.credited(asset) - h.paidOut(asset));
        }
        assertEq(IERC20(h.tokenAddress()).balanceOf(address(s)), s.escrow(1) * SCALE);

        uint256 wei_ = s.escrow(0) * SCALE + s.owed(address(0)) + s.owed(h.owner(0));
        wei_ += s.bondOf(Role.sequencer, SEQUENCER);
        for (uint256 i = 0; i < 3; ++i) {
            wei_ += s.owed(h.author(i)) + s.bondOf(Role.claimant, h.author(i));
        }
        for (uint256 i = 0; i < 4; ++i) {
            wei_ += s.bondOf(Role.keyper, h.keyper(i));
        }
        assertEq(address(s).balance, wei_);
    }

    function _whatIsFinalStaysAndOnlyTheLivingCount() private {
        uint256 finals = h.finalCount();
        assertEq(s.finalisedIndex(), finals - 1);
        assertEq(s.tip(), h.liveCount() - 1);
        assertGe(s.finalisedIndex(), lastFinal);
        assertGe(s.generation(), lastGeneration);
        assertEq(s.generation(), h.rollbacks());
        lastFinal = s.finalisedIndex();
        lastGeneration = s.generation();
        for (uint256 i = 0; i < h.liveCount(); ++i) {
            assertEq(s.claimHash(i), keccak256(abi.encode(h.liveClaim(i))));
        }
        assertTrue(s.isFinalRoot(h.liveClaim(finals - 1).stateRoot));
        assertEq(s.finalisedSlot(), h.liveClaim(finals - 1).slot);
    }

    function _factsNeverChange() private view {
        uint32 prev = 0;
        for (uint256 i = 0; i < h.slotCount(); ++i) {
            uint32 slot = h.slots(i);
            assertEq(h.factOf(slot), h.factHash(slot));
            Seal memory fact = s.sealOf(slot);
            assertEq(fact.prev, prev);
            assertEq(s.sealOf(prev).next, slot);
            assertEq(fact.key != 0, fact.keyState == KeyState.revealed);
            prev = slot;
        }
        assertEq(s.lastSealed(), prev);
    }
}
