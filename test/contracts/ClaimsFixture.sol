// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Claim } from "../../contracts/types/Claim.sol";
import { FactsFixture } from "./FactsFixture.sol";
import { StateDouble } from "./StateDouble.sol";

/// What every test of claims begins from: slots 1 to 3 sealed and revealed, two bonded claimants.
abstract contract ClaimsFixture is FactsFixture {
    address internal constant CAROL = address(0xca401);

    uint8 internal constant FILLING = 5;

    function setUp() public virtual override {
        super.setUp();
        for (uint32 slot = 1; slot <= 3; ++slot) {
            sealEnvelopes(slot, slot - 1);
            reveal(slot);
        }
        bondClaimant(BOB);
        bondClaimant(CAROL);
    }

    function stateAt(uint32 slot) internal pure returns (StateDouble.State memory) {
        return StateDouble.make(slot, 0, keccak256(abi.encode(slot)));
    }

    /// A claim that fills its 1,000 chunks and stops within a slot.
    function claimUnfinished(address author, Claim memory parent, uint32 slot)
        internal
        returns (Claim memory c)
    {
        StateDouble.State memory state = StateDouble.make(slot, FILLING, "unfinished");
        bytes memory chunks = many(999, state.root);
        c = next(author, parent, state, chunks);
        vm.prank(author);
        s.claim(parent, chunks, state.cursor, state.cursorProof);
    }

    /// `count` empty chunks of noise and a last one with `root`.
    function many(uint256 count, bytes32 root) internal pure returns (bytes memory out) {
        out = new bytes(34 * (count + 1));
        for (uint256 i = 0; i <= count; ++i) {
            bytes32 value = i == count ? root : bytes32(i + 1);
            for (uint256 j = 0; j < 32; ++j) {
                out[34 * i + 2 + j] = value[j];
            }
        }
    }
}
