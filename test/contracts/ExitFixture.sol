// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Layout } from "../../contracts/libraries/Layout.sol";
import { Claim } from "../../contracts/types/Claim.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { PartialTree } from "./PartialTree.sol";
import { StateDouble } from "./StateDouble.sol";

/// States with balances and orders of the test's choice, made final and then the exit root. Accounts 1 and 2 belong to
/// Alice and Bob; Bob claims.
abstract contract ExitFixture is FactsFixture {
    PartialTree.Tree internal tree;
    Claim internal last;

    function setUp() public virtual override {
        super.setUp();
        vm.prank(ALICE);
        s.register{ value: FEE }(SIGNER);
        vm.prank(BOB);
        s.register{ value: FEE }(SIGNER);
        token.mint(address(this), type(uint128).max);
        token.approve(address(s), type(uint256).max);
        vm.deal(address(this), 1_000_000 ether);
        bondClaimant(BOB);
        last = genesisClaim();
    }

    function deposit(uint32 account, uint8 asset, uint256 units) internal {
        uint256 value = units * SCALE;
        s.deposit{ value: asset == ETH ? value : 0 }(account, asset, value);
    }

    function putBalance(uint32 account, uint8 asset, uint64 available, uint64 withdrawn)
        internal
        returns (uint256 gindex)
    {
        gindex = Layout.balanceLeaf(account, asset);
        _put(gindex, bytes32(bytes.concat(_little(available, 8), _little(withdrawn, 8))));
    }

    function putOrder(uint8 side, uint24 tick, uint16 place, uint32 account, uint32 lots)
        internal
        returns (uint256 gindex)
    {
        gindex = orderAt(side, tick, place);
        bytes memory rest = bytes.concat(_little(1, 4), _little(0, 4));
        _put(gindex, bytes32(bytes.concat(_little(account, 4), _little(lots, 4), rest)));
    }

    function orderAt(uint8 side, uint24 tick, uint16 place) internal pure returns (uint256) {
        return Layout.orderLeaf(0, side, Layout.levelKey(side, tick), place);
    }

    function leafAt(uint256 gindex) internal view returns (bytes32 leaf) {
        for (uint256 i = 0; i < tree.gindices.length; ++i) {
            if (tree.gindices[i] == gindex) leaf = tree.leaves[i];
        }
    }

    function proofOf(uint256 gindex) internal view returns (bytes32[] memory) {
        return PartialTree.proof(tree, gindex);
    }

    /// Seals a slot empty and makes the tree its final state, which has taken in `inboxCursor` operations.
    function makeFinal(uint32 slot, uint48 inboxCursor) internal {
        uint256 deadline = closeOf(slot) + SEAL_DELAY;
        if (block.timestamp <= deadline) vm.warp(deadline + 1);
        s.sealEmpty(slot, dueAt(slot));
        claimTree(slot, inboxCursor);
        vm.warp(block.timestamp + WINDOW);
        s.finalise(last);
    }

    function claimTree(uint32 slot, uint48 inboxCursor) internal {
        bytes memory head = bytes.concat(_little(slot, 4), new bytes(12));
        _put(32, bytes32(bytes.concat(head, _little(inboxCursor, 8))));
        StateDouble.State memory state;
        state.slot = slot;
        state.cursor = leafAt(32);
        state.root = PartialTree.root(tree);
        state.cursorProof = proofOf(32);
        last = claimAs(BOB, last, state);
    }

    /// Queues what no slot will take in.
    function neglect() internal {
        vm.warp(block.timestamp + 1);
        vm.prank(ALICE);
        s.setSigner(1, SIGNER);
    }

    /// Freezes when something has waited for long enough; something does.
    function freezeLate() internal {
        vm.warp(block.timestamp + FREEZE_DELAY + 1);
        s.freeze();
    }

    /// All that was sealed is final: waits until nothing more can be sealed.
    function fixExit() internal {
        vm.warp(block.timestamp + SEAL_DELAY + 1);
        Claim memory c = last;
        bytes32[] memory proof = proofOf(32);
        s.fixExit(c, leafAt(32), proof);
    }

    function exitBalance(uint32 account, uint8 asset) internal {
        uint256 gindex = Layout.balanceLeaf(account, asset);
        bytes32[] memory proof = proofOf(gindex);
        s.exitBalance(account, asset, leafAt(gindex), proof);
    }

    function exitOrder(uint8 side, uint24 tick, uint16 place) internal {
        uint256 gindex = orderAt(side, tick, place);
        bytes32[] memory proof = proofOf(gindex);
        s.exitOrder(0, side, tick, place, leafAt(gindex), proof);
    }

    function _put(uint256 gindex, bytes32 leaf) private {
        for (uint256 i = 0; i < tree.gindices.length; ++i) {
            if (tree.gindices[i] != gindex) continue;
            tree.leaves[i] = leaf;
            return;
        }
        tree.gindices.push(gindex);
        tree.leaves.push(leaf);
    }

    function _little(uint256 value, uint256 length) private pure returns (bytes memory out) {
        out = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = bytes1(uint8(value >> (8 * i)));
        }
    }
}
