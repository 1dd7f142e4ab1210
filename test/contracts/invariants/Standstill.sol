// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { InboxWord } from "../../../contracts/libraries/InboxWord.sol";
import { Role } from "../../../contracts/types/Bonds.sol";
import { InboxOperation } from "../../../contracts/types/Operations.sol";
import { Handler } from "./Handler.sol";

/// Beside all that a handler does: offences are punished, and the exchange freezes and is left.
contract Standstill is Handler {
    uint256 private constant DEPOSITS = 1 << 64;
    uint256 private constant DEPOSIT = 2;

    /// The claim whose state is the exit root.
    uint256 private exitClaim;
    mapping(uint256 source => bool) private left;

    // ---- Offences

    function punish(uint256 i, bool ofSequencer) external {
        Role role = ofSequencer ? Role.sequencer : Role.keyper;
        address party = ofSequencer ? SEQUENCER : keyper(i);
        uint256 standing = s.bondOf(role, party);
        uint32 last = s.lastSlot();
        vm.prank(MISCONDUCT);
        try s.punish(role, party, i % 3 == 0 ? address(0) : author(i)) {
            assertTrue(standing > 0 || s.lastSlot() < last, "punished for nothing");
            assertEq(s.bondOf(role, party), 0);
            ++calls["punish"];
        } catch {
            assertEq(standing, 0, "went unpunished");
        }
        assertLe(s.lastSlot(), last);
    }

    function fine() external {
        uint256 standing = s.bondOf(Role.sequencer, SEQUENCER);
        if (standing == 0) return;
        vm.prank(MISCONDUCT);
        s.fine();
        uint256 taken = standing < DROP_FEE ? standing : DROP_FEE;
        assertEq(s.bondOf(Role.sequencer, SEQUENCER), standing - taken);
        ++calls["fine"];
    }

    function fillUp() external {
        uint256 standing = s.bondOf(Role.sequencer, SEQUENCER);
        if (standing == BOND) return;
        vm.deal(address(this), BOND - standing);
        s.postBond{ value: BOND - standing }(Role.sequencer, SEQUENCER);
    }

    // ---- Freeze and exit

    function freeze(uint8 likely) external {
        if (likely % 8 != 0 || s.frozenAt() != 0) return;
        deposit(1, true, 1);
        uint256 since = block.timestamp > GENESIS ? block.timestamp : GENESIS;
        vm.warp(since + FREEZE_DELAY + 1);
        s.freeze();
        ++calls["freeze"];
    }

    /// Where the newest final claim is not genesis, of whose root nothing can be proven here.
    function fixExit() external {
        if (s.frozenAt() == 0 || s.exitRoot() != 0 || finals == 1) return;
        uint256 end = s.frozenAt() + EXIT_DELAY;
        if (block.timestamp < end) vm.warp(end);
        exitClaim = finals - 1;
        Posted memory p = live[exitClaim];
        s.fixExit(p.claim, p.state.cursor, p.state.cursorProof);
        assertEq(s.exitRoot(), p.claim.stateRoot);
        ++calls["fixExit"];
    }

    /// The one balance that the exit root's state is known by: one unit, and what was withdrawn and not paid.
    function leaveBalance() external {
        if (s.exitRoot() == 0) return;
        Posted memory p = live[exitClaim];
        uint8 asset = p.state.asset;
        uint256 pair = p.state.account * ASSETS + asset;
        uint256 source = (10_737_418_304 + p.state.account * 128) + asset;
        uint256 amount = 1 + p.totals[pair] - paidTo[pair];
        bool due = !left[source] && amount <= s.escrow(asset);
        bytes32[] memory proof = p.state.balanceProof;
        try s.exitBalance(p.state.account, asset, p.state.balance, proof) {
            assertTrue(due, "paid what was not due");
            left[source] = true;
            paidOut[asset] += amount;
            ++calls["leave"];
        } catch {
            assertFalse(due, "refused what was due");
        }
    }

    /// In that state no operation was taken in, so every deposit is owed, as far as the escrow goes.
    function refund(uint256 index) external {
        if (s.exitRoot() == 0) return;
        index %= s.inboxLength();
        InboxOperation memory op = InboxWord.decode(s.inboxWord(index));
        bool due = op.kind == DEPOSIT && !left[DEPOSITS + index];
        due = due && op.amount <= s.escrow(op.asset);
        try s.refund(uint48(index)) {
            assertTrue(due, "paid what was not due");
            left[DEPOSITS + index] = true;
            paidOut[op.asset] += op.amount;
            ++calls["refund"];
        } catch {
            assertFalse(due, "refused what was due");
        }
    }
}
