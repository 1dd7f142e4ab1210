// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { IMisconduct } from "../../contracts/interfaces/IMisconduct.sol";
import { Role } from "../../contracts/types/Bonds.sol";
import { Opening } from "../../contracts/types/Challenge.sol";
import { SlotKeys } from "../../contracts/types/Offence.sol";
import { MisconductFixture } from "./MisconductFixture.sol";

/// What a broken receipt costs, and that a kept one costs nothing.
contract ReceiptsTest is MisconductFixture {
    uint32 private constant SLOT = 5;
    address private constant CAROL = address(0xca401);

    bytes[] private list;
    bytes private mine;
    Opening[] private none;

    /// Accounts 10, 20 and 30 in slot 5; `mine` is account 15's, which nobody sealed.
    function setUp() public override {
        super.setUp();
        for (uint32 account = 10; account <= 30; account += 10) {
            list.push(signedEnvelope(SLOT, account, 1, 1, USER_KEY));
        }
        mine = signedEnvelope(SLOT, 15, 1, 2, USER_KEY);
    }

    // ---- Omitted

    function test_omitted_refuses_in_this_order() public {
        bytes memory receipt = receiptFor(SLOT, mine);
        Opening[] memory around = _shown(0, 2);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.ReceiptLength.selector, 106, 107));
        m.slashOmitted(slice(receipt, 0, 106), 0, around, CAROL);
        bytes memory forged = receiptBy(USER_KEY, SLOT, 15, 1, keccak256(mine));
        vm.expectRevert(
            abi.encodeWithSelector(IMisconduct.NotSignedBy.selector, vm.addr(USER_KEY), SEQUENCER)
        );
        m.slashOmitted(forged, 0, around, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NotCertified.selector, SLOT));
        m.slashOmitted(receipt, 0, around, CAROL);
        sealThese(SLOT, list);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NoSuchEnvelope.selector, 3, 3));
        m.slashOmitted(receipt, 3, around, CAROL);
        vm.expectPartialRevert(IMisconduct.WrongOpening.selector);
        m.slashOmitted(receipt, 1, around, CAROL);
        Opening[] memory cut = _shown(0, 2);
        cut[0].siblings = new bytes32[](9);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ProofLength.selector, 9, 10));
        m.slashOmitted(receipt, 0, cut, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NotMissing.selector, 15, 0, 3));
        m.slashOmitted(receipt, 0, none, CAROL);
        m.slashOmitted(receipt, 0, around, CAROL);
        vm.expectPartialRevert(IMisconduct.AlreadyPunished.selector);
        m.slashOmitted(receipt, 0, around, CAROL);
    }

    function test_a_broken_receipt_costs_bond_and_role() public {
        sealThese(SLOT, list);
        bytes memory receipt = receiptFor(SLOT, mine);
        Opening[] memory around = _shown(0, 2);
        vm.expectEmit();
        emit IMisconduct.ReceiptBroken(SLOT, 15, CAROL);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.sequencer, SEQUENCER, CAROL, BOND, REWARD);
        vm.expectEmit();
        emit IEvents.Retired(SLOT + 1);
        vm.prank(BOB);
        m.slashOmitted(receipt, 0, around, CAROL);
        assertEq(standing(Role.sequencer, SEQUENCER), 0);
        assertEq(s.owed(CAROL), REWARD);
        assertEq(s.owed(address(0)), BOND - REWARD);
        assertEq(s.lastSlot(), SLOT + 1);
    }

    function test_without_a_beneficiary_all_burns() public {
        sealThese(SLOT, list);
        m.slashOmitted(receiptFor(SLOT, mine), 0, _shown(0, 2), address(0));
        assertEq(s.owed(address(0)), BOND);
    }

    /// forge-config: default.fuzz.runs = 32
    /// Of all that can be shown about an account, something breaks the receipt iff no envelope of it is sealed.
    function testFuzz_whoever_is_sealed_is_not_missing(uint256 seed) public {
        delete list;
        uint256 count = seed % 5;
        uint32 account = 0;
        for (uint256 i = 0; i < count; ++i) {
            account += 1 + uint32((seed >> (8 + 2 * i)) & 3);
            list.push(signedEnvelope(SLOT, account, 1, 1, USER_KEY));
        }
        sealThese(SLOT, list);
        for (uint32 asked = 0; asked < account + 2; ++asked) {
            bool isSealed;
            for (uint256 i = 0; i < count; ++i) {
                isSealed = isSealed || uint32(bytes4(list[i])) == asked;
            }
            bytes memory receipt = receiptBy(SEQUENCER_KEY, SLOT, asked, 1, keccak256("its"));
            uint256 before = vm.snapshotState();
            bool slashed;
            for (uint256 index = 0; index <= count; ++index) {
                for (uint256 length = 0; index + length <= count && length < 3; ++length) {
                    try m.slashOmitted(receipt, index, _shown(index, length), CAROL) {
                        slashed = true;
                    } catch { }
                }
            }
            assertEq(slashed, !isSealed, "slashed iff missing");
            vm.revertToState(before);
        }
    }

    // ---- Altered

    function test_altered_refuses_in_this_order() public {
        bytes memory receipt = receiptFor(SLOT, mine);
        SlotKeys memory keys = keysOf(SLOT);
        list[1] = signedEnvelope(SLOT, 15, 2, 1, USER_KEY);
        Opening memory shown = openingOf(list, 1);
        Opening memory other = openingOf(list, 0);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.ReceiptLength.selector, 0, 107));
        m.slashAltered("", 1, shown, mine, keys, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NotCertified.selector, SLOT));
        m.slashAltered(receipt, 1, shown, mine, keys, CAROL);
        sealThese(SLOT, list);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.NoSuchEnvelope.selector, 3, 3));
        m.slashAltered(receipt, 3, shown, mine, keys, CAROL);
        vm.expectPartialRevert(IMisconduct.WrongOpening.selector);
        m.slashAltered(receipt, 0, shown, mine, keys, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.OtherAccount.selector, 10, 15));
        m.slashAltered(receipt, 0, other, mine, keys, CAROL);
        vm.expectPartialRevert(IMisconduct.WrongEnvelope.selector);
        m.slashAltered(receipt, 1, shown, list[0], keys, CAROL);
        keys.shareAddresses = new bytes(79);
        vm.expectRevert(abi.encodeWithSelector(IErrors.SharesLength.selector, 79, 80));
        m.slashAltered(receipt, 1, shown, mine, keys, CAROL);
        keys = keysOf(SLOT + 1);
        vm.expectPartialRevert(IErrors.WrongRoot.selector);
        m.slashAltered(receipt, 1, shown, mine, keys, CAROL);
        keys = keysOf(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.ReceiptHonoured.selector, SLOT, 15));
        m.slashAltered(receipt, 1, shown, mine, keys, CAROL);
    }

    function test_what_was_receipted_is_honoured() public {
        list[1] = mine;
        sealThese(SLOT, list);
        bytes memory receipt = receiptFor(SLOT, mine);
        Opening memory shown = openingOf(list, 1);
        SlotKeys memory keys = keysOf(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.ReceiptHonoured.selector, SLOT, 15));
        m.slashAltered(receipt, 1, shown, mine, keys, CAROL);
    }

    function test_an_older_version_breaks_it() public {
        list[1] = signedEnvelope(SLOT, 15, 0, 1, USER_KEY);
        _altered();
    }

    function test_another_envelope_of_the_same_version_breaks_it() public {
        list[1] = signedEnvelope(SLOT, 15, 1, 1, USER_KEY);
        _altered();
    }

    function test_a_higher_version_by_another_signer_breaks_it() public {
        list[1] = signedEnvelope(SLOT, 15, 2, 1, USER_KEY + 1);
        _altered();
    }

    /// A signature over another slot's key is none.
    function test_a_higher_version_that_nobody_signed_breaks_it() public {
        list[1] = signedEnvelope(SLOT + 1, 15, 2, 1, USER_KEY);
        _altered();
        assertEq(standing(Role.sequencer, SEQUENCER), 0);
    }

    // ---- Not sealed

    function test_unsealed_refuses_in_this_order() public {
        bytes memory receipt = receiptFor(SLOT, mine);
        bytes32 root = keccak256("root");
        bytes memory good = certificate(SLOT, root, 0);
        uint256 end = closeOf(SLOT) + SEAL_DELAY;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.ReceiptLength.selector, 0, 107));
        m.slashUnsealed("", root, 0, good, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, end, end + 1));
        m.slashUnsealed(receipt, root, 0, good, CAROL);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(IErrors.CertificateLength.selector, 66, 198));
        m.slashUnsealed(receipt, root, 0, slice(good, 0, 66), CAROL);
        vm.expectPartialRevert(IErrors.BadSignature.selector);
        m.slashUnsealed(receipt, root, 1, good, CAROL);
        s.sealEmpty(SLOT, 0);
        m.slashUnsealed(receipt, root, 0, good, CAROL);
        assertEq(standing(Role.sequencer, SEQUENCER), 0);
    }

    function test_a_slot_sealed_in_time_is_not_unsealed() public {
        sealThese(SLOT, list);
        bytes memory receipt = receiptFor(SLOT, mine);
        bytes memory other = certificate(SLOT, keccak256("root"), 0);
        vm.warp(closeOf(SLOT) + SEAL_DELAY + 1);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.IsCertified.selector, SLOT));
        m.slashUnsealed(receipt, keccak256("root"), 0, other, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IMisconduct.IsCertified.selector, SLOT));
        m.fineDropped(receipt);
    }

    /// Nobody may seal a slot that closes after the freeze, so nobody is to blame for it.
    function test_a_slot_that_the_freeze_came_before() public {
        vm.prank(ALICE);
        s.register{ value: FEE }(SIGNER);
        vm.warp(GENESIS + FREEZE_DELAY + 1);
        s.freeze();
        uint32 last = s.lastSlot();
        uint48 at_ = s.frozenAt();
        bytes memory late = receiptBy(SEQUENCER_KEY, last + 1, 15, 1, keccak256(mine));
        vm.warp(closeOf(last + 1) + SEAL_DELAY + 1);
        bytes memory refusal =
            abi.encodeWithSelector(IMisconduct.FrozenBefore.selector, last + 1, at_);
        vm.expectRevert(refusal);
        m.fineDropped(late);
        vm.expectRevert(refusal);
        m.slashUnsealed(late, 0, 0, "", CAROL);
        m.fineDropped(receiptBy(SEQUENCER_KEY, last, 15, 1, keccak256(mine)));
    }

    // ---- Dropped

    function test_a_dropped_slot_is_fined_once_and_the_role_stays() public {
        bytes memory receipt = receiptFor(SLOT, mine);
        uint256 end = closeOf(SLOT) + SEAL_DELAY;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IErrors.TooEarly.selector, end, end + 1));
        m.fineDropped(receipt);
        vm.warp(end + 1);
        uint32 lastSlot = s.lastSlot();
        vm.expectEmit();
        emit IMisconduct.ReceiptDropped(SLOT, 15);
        vm.expectEmit();
        emit IEvents.BondSlashed(Role.sequencer, SEQUENCER, address(0), DROP_FEE, 0);
        m.fineDropped(receipt);
        assertEq(standing(Role.sequencer, SEQUENCER), BOND - DROP_FEE);
        assertEq(s.owed(address(0)), DROP_FEE);
        assertEq(s.lastSlot(), lastSlot);
        bytes memory another = receiptFor(SLOT, list[0]);
        vm.expectPartialRevert(IMisconduct.AlreadyPunished.selector);
        m.fineDropped(another);
        // The role can still be lost, when a certificate turns up.
        m.slashUnsealed(receipt, 0, 0, certificate(SLOT, 0, 0), CAROL);
        assertEq(s.owed(CAROL), (BOND - DROP_FEE) / 16);
    }

    function test_a_fined_bond_is_filled_up_before_the_next_key_set() public {
        vm.warp(closeOf(SLOT) + SEAL_DELAY + 1);
        m.fineDropped(receiptFor(SLOT, mine));
        vm.expectRevert(
            abi.encodeWithSelector(
                IErrors.BondMissing.selector, Role.sequencer, SEQUENCER, BOND - DROP_FEE, BOND
            )
        );
        s.registerKeySet(1025, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IErrors.WrongValue.selector, BOND, DROP_FEE));
        s.postBond{ value: BOND }(Role.sequencer, SEQUENCER);
        s.postBond{ value: DROP_FEE }(Role.sequencer, SEQUENCER);
        assertEq(standing(Role.sequencer, SEQUENCER), BOND);
    }

    function test_fines_take_no_more_than_stands() public {
        vm.warp(closeOf(30));
        for (uint32 slot = 1; slot <= 10; ++slot) {
            m.fineDropped(receiptBy(SEQUENCER_KEY, slot, 15, 1, keccak256(mine)));
        }
        assertEq(standing(Role.sequencer, SEQUENCER), 0);
        bytes memory more = receiptBy(SEQUENCER_KEY, 11, 15, 1, keccak256(mine));
        bytes memory missing = abi.encodeWithSelector(
            IErrors.BondMissing.selector, Role.sequencer, SEQUENCER, 0, BOND
        );
        vm.expectRevert(missing);
        m.fineDropped(more);
        // A broken receipt still costs the role, once.
        m.slashUnsealed(more, 0, 0, certificate(11, 0, 0), CAROL);
        assertEq(s.lastSlot(), 31);
        more = receiptBy(SEQUENCER_KEY, 12, 15, 1, keccak256(mine));
        bytes memory signatures = certificate(12, 0, 0);
        vm.expectRevert(missing);
        m.slashUnsealed(more, 0, 0, signatures, CAROL);
    }

    // ---- Help

    function _shown(uint256 index, uint256 length) private view returns (Opening[] memory out) {
        out = new Opening[](length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = openingOf(list, index + i);
        }
    }

    function _altered() private {
        sealThese(SLOT, list);
        m.slashAltered(receiptFor(SLOT, mine), 1, openingOf(list, 1), mine, keysOf(SLOT), CAROL);
        assertEq(s.owed(CAROL), REWARD);
        assertEq(s.lastSlot(), SLOT + 1);
    }
}
