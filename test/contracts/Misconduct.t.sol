// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { IMisconduct } from "../../contracts/interfaces/IMisconduct.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Opening } from "../../contracts/types/Challenge.sol";
import { Deployment } from "../../contracts/types/Deployment.sol";
import { SignedLink, SlotKeys } from "../../contracts/types/Offence.sol";
import { MisconductFixture } from "./MisconductFixture.sol";
import { console } from "forge-std/console.sol";

/// What a keyper's offences cost, who may punish, and the gas of it all.
contract MisconductTest is MisconductFixture {
    uint256 private constant MOST_GAS = 300_000;
    uint32 private constant SLOT = 5;
    address private constant CAROL = address(0xca401);

    function test_only_the_bound_contract_punishes() public {
        bytes memory refusal =
            abi.encodeWithSelector(IErrors.NotMisconduct.selector, ALICE, address(m));
        vm.startPrank(ALICE);
        vm.expectRevert(refusal);
        s.punish(Role.sequencer, SEQUENCER, ALICE);
        vm.expectRevert(refusal);
        s.fine();
    }

    function test_knows_the_deployment() public {
        Deployment memory d = deployment();
        d.sequencer = ALICE;
        vm.expectRevert(
            abi.encodeWithSelector(
                IMisconduct.WrongDeployment.selector,
                keccak256(abi.encode(d)),
                keccak256(abi.encode(deployment()))
            )
        );
        this.deployJudge(s, d);
    }

    // ---- Shares

    function test_share_refuses_in_this_order() public {
        SlotKeys memory keys = keysOf(SLOT);
        bytes32 share = shareOf(SLOT, 2);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NoSuchKeyper.selector, 4, 4));
        m.slashShare(SLOT, 4, share, keys, CAROL);
        uint256 snapshot = vm.snapshotState();
        vm.warp(closeOf(SLOT));
        vm.expectRevert(
            abi.encodeWithSelector(IMisconduct.SlotClosed.selector, SLOT, closeOf(SLOT))
        );
        m.slashShare(SLOT, 2, share, keys, CAROL);
        vm.revertToState(snapshot);
        vm.warp(closeOf(SLOT) - 1);
        keys.shareAddresses = new bytes(0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SharesLength.selector, 0, 80));
        m.slashShare(SLOT, 2, share, keys, CAROL);
        keys = keysOf(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IErrors.NoKeyRange.selector, 2000));
        m.slashShare(2000, 2, share, keys, CAROL);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        m.slashShare(SLOT + 1, 2, share, keys, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IErrors.BadScalar.selector, bytes32(0)));
        m.slashShare(SLOT, 2, 0, keys, CAROL);
        vm.expectPartialRevert(IMisconduct.WrongShare.selector);
        m.slashShare(SLOT, 1, share, keys, CAROL);
        m.slashShare(SLOT, 2, share, keys, CAROL);
        vm.expectPartialRevert(IMisconduct.AlreadyPunished.selector);
        m.slashShare(SLOT, 2, share, keys, CAROL);
    }

    function test_a_share_shown_early_costs_its_keyper() public {
        address keyper = vm.addr(keyperKeys[2]);
        vm.expectEmit();
        emit IMisconduct.ShareShown(SLOT, 2, CAROL);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.keyper, keyper, CAROL, BOND, REWARD);
        m.slashShare(SLOT, 2, shareOf(SLOT, 2), keysOf(SLOT), CAROL);
        assertEq(standing(Role.keyper, keyper), 0);
        assertEq(standing(Role.keyper, vm.addr(keyperKeys[1])), BOND);
        assertEq(standing(Role.sequencer, SEQUENCER), BOND);
        assertEq(s.lastSlot(), type(uint32).max);
    }

    /// A proof is not spent while there is nothing to take.
    function test_a_keyper_without_a_bond_is_punished_when_it_has_one() public {
        address keyper = vm.addr(keyperKeys[2]);
        m.slashShare(SLOT, 2, shareOf(SLOT, 2), keysOf(SLOT), CAROL);
        SlotKeys memory keys = keysOf(SLOT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.BondMissing.selector, Role.keyper, keyper, 0, BOND)
        );
        m.slashShare(SLOT + 1, 2, shareOf(SLOT + 1, 2), keys, CAROL);
        s.postBond{ value: BOND }(Role.keyper, keyper);
        m.slashShare(SLOT + 1, 2, shareOf(SLOT + 1, 2), keys, CAROL);
        assertEq(standing(Role.keyper, keyper), 0);
    }

    // ---- Two roots

    function test_equivocation_refuses_in_this_order() public {
        SignedLink memory one = link(1, SLOT, keccak256("one"), 3);
        SignedLink memory other = link(1, SLOT, keccak256("other"), 3);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NoSuchKeyper.selector, 4, 4));
        m.slashEquivocation(SLOT, 4, one, other, CAROL);
        // The same root after two parents is no fork of what a slot holds.
        SignedLink memory moved = link(1, SLOT, keccak256("one"), 4);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.SameRoot.selector, keccak256("one")));
        m.slashEquivocation(SLOT, 1, one, moved, CAROL);
        bytes memory whole = other.signature;
        other.signature = slice(whole, 0, 64);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.SignatureLength.selector, 64, 65));
        m.slashEquivocation(SLOT, 1, one, other, CAROL);
        other.signature = whole;
        vm.expectPartialRevert(IMisconduct.NotSignedBy.selector);
        m.slashEquivocation(SLOT, 2, one, other, CAROL);
        vm.expectPartialRevert(IMisconduct.NotSignedBy.selector);
        m.slashEquivocation(SLOT + 1, 1, one, other, CAROL);
        other.parent = 2;
        vm.expectPartialRevert(IMisconduct.NotSignedBy.selector);
        m.slashEquivocation(SLOT, 1, one, other, CAROL);
        other.parent = 3;
        m.slashEquivocation(SLOT, 1, one, other, CAROL);
        vm.expectPartialRevert(IMisconduct.AlreadyPunished.selector);
        m.slashEquivocation(SLOT, 1, other, one, CAROL);
    }

    function test_two_roots_for_a_slot_cost_the_keyper() public {
        address keyper = vm.addr(keyperKeys[1]);
        SignedLink memory one = link(1, SLOT, keccak256("one"), 3);
        SignedLink memory other = link(1, SLOT, keccak256("other"), 4);
        vm.expectEmit();
        emit IMisconduct.Equivocated(SLOT, 1, CAROL);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.keyper, keyper, CAROL, BOND, REWARD);
        m.slashEquivocation(SLOT, 1, one, other, CAROL);
        assertEq(standing(Role.keyper, keyper), 0);
        assertEq(s.owed(CAROL), REWARD);
    }

    // ---- Gas

    function test_gas_of_a_punishment() public {
        bytes memory mine = signedEnvelope(SLOT, 15, 1, 32, 0x5e4);
        bytes memory receipt = receiptFor(SLOT, mine);
        bytes[] memory list = new bytes[](3);
        list[0] = signedEnvelope(SLOT, 10, 1, 32, 0x5e4);
        list[1] = signedEnvelope(SLOT, 15, 2, 32, 0x5e5);
        list[2] = signedEnvelope(SLOT, 30, 1, 32, 0x5e4);
        bytes memory omitted = receiptBy(SEQUENCER_KEY, SLOT, 20, 1, keccak256(mine));
        Opening[] memory around = new Opening[](2);
        around[0] = openingOf(list, 1);
        around[1] = openingOf(list, 2);
        SlotKeys memory keys = keysOf(SLOT);
        _measure("share", abi.encodeCall(m.slashShare, (SLOT, 2, shareOf(SLOT, 2), keys, CAROL)));
        SignedLink memory one = link(1, SLOT, keccak256("one"), 3);
        SignedLink memory other = link(1, SLOT, keccak256("other"), 3);
        _measure("equivocation", abi.encodeCall(m.slashEquivocation, (SLOT, 1, one, other, CAROL)));
        sealThese(SLOT, list);
        _measure("omitted", abi.encodeCall(m.slashOmitted, (omitted, 1, around, CAROL)));
        _measure(
            "altered", abi.encodeCall(m.slashAltered, (receipt, 1, around[0], mine, keys, CAROL))
        );
        vm.warp(closeOf(SLOT + 1) + SEAL_DELAY + 1);
        bytes memory late = receiptBy(SEQUENCER_KEY, SLOT + 1, 15, 1, keccak256(mine));
        _measure("dropped", abi.encodeCall(m.fineDropped, (late)));
        bytes memory signatures = certificate(SLOT + 1, 0, SLOT);
        _measure("unsealed", abi.encodeCall(m.slashUnsealed, (late, 0, SLOT, signatures, CAROL)));
    }

    /// Measures, and forgets what was done.
    function _measure(string memory what, bytes memory data) private {
        uint256 tokens;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        uint256 snapshot = vm.snapshotState();
        uint256 execution = gasleft();
        (bool done,) = address(m).call(data);
        execution -= gasleft();
        assertTrue(done);
        uint256 total = 21_000 + 4 * tokens + execution;
        console.log(what, 4 * tokens, execution, total);
        assertLe(total, MOST_GAS);
        vm.revertToState(snapshot);
    }
}
