// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Opening } from "../types/Challenge.sol";
import { Claim } from "../types/Claim.sol";
import { ISettlement } from "./ISettlement.sol";

/// Proves one chunk of a claim wrong by running it again. Two things are kept apart: a proof that does not fit reverts and
/// says nothing; a chunk without that post-state is a verdict, and the claim with all after it is gone. An honest claim can
/// never be challenged: its chunks run to the roots that it states, whoever brings the proof.
interface IFraudProof {
    /// The verdict. `reason` is one of 128 … 136 (PROTOCOL.md §5); `expected` is the root that the chunk runs to, zero
    /// where it has none.
    event Challenged(
        uint48 indexed claim,
        uint256 chunk,
        address indexed beneficiary,
        uint256 reason,
        bytes32 given,
        bytes32 expected
    );

    /// The chunk runs to the root that the claim states.
    error ChunkHolds(uint256 chunk, bytes32 root);
    /// The claim has no such chunk.
    error NoSuchChunk(uint256 given, uint256 count);
    /// An opening folds to another root than the one it must.
    error WrongOpening(string what, bytes32 given, bytes32 expected);
    /// Bytes too short to be what an opening must hold.
    error ShortOpening(string what, uint256 given, uint256 least);
    /// A witness that does not decode whole.
    error BadWitness(string what, uint256 given, uint256 expected);
    /// A leaf that the chunk reads or writes is not in the witness.
    error LeafMissing(uint256 gindex);
    /// The chunk applies more envelopes than were brought, or fewer.
    error EnvelopeCount(uint256 given, uint256 expected);
    /// The slot's key is neither revealed nor void: what Start does is not decided yet.
    error SlotNotDecided(uint32 slot);

    function settlement() external view returns (ISettlement);

    /// Drops `claim` and all after it if chunk `chunk` of it is wrong. Anyone may call; no bond.
    /// @param claim an alive claim that is not final, as its event told it
    /// @param chunk 0 … chunkCount − 1
    /// @param before what the chunk begins from. Of chunk 0: abi.encode(the parent claim) and no siblings; of another: state
    /// root ‖ records of the chunk before it and its 10 siblings in the claim tree
    /// @param opened state root ‖ records of the chunk and its 10 siblings
    /// @param envelopes those whose blocks the chunk applies, each once, in the order of application, with their 10 siblings
    /// in the envelope tree
    /// @param witness the chunk's leaves (PROTOCOL.md §5, "Witness of a chunk")
    /// @param beneficiary is owed half of the author's bond; zero burns all of it
    function challenge(
        Claim calldata claim,
        uint256 chunk,
        Opening calldata before,
        Opening calldata opened,
        Opening[] calldata envelopes,
        bytes calldata witness,
        address beneficiary
    ) external;
}
