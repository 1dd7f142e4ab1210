// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Witness } from "../../contracts/libraries/Witness.sol";
import { State } from "../../contracts/types/State.sol";
import { PartialTree } from "./PartialTree.sol";

/// States of a few leaves, for whoever tries what works on them.
abstract contract StateFixture {
    /// A call of its own, since a witness is read from calldata.
    function opened(bytes calldata witness) external pure returns (State memory) {
        return Witness.open(witness, keccak256("salt"));
    }

    function _stateOf(uint256[] memory gindices, bytes32[] memory leaves)
        internal
        view
        returns (State memory)
    {
        return this.opened(PartialTree.witness(PartialTree.Tree(gindices, leaves)));
    }

    function _stateOf(uint256 gindex, bytes32 leaf) internal view returns (State memory) {
        uint256[] memory gindices = new uint256[](1);
        bytes32[] memory leaves = new bytes32[](1);
        gindices[0] = gindex;
        leaves[0] = leaf;
        return _stateOf(gindices, leaves);
    }
}
