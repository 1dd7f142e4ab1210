// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ENVELOPE_OVERHEAD,
    ENVELOPE_ROOT_LEAF,
    ENVELOPE_TREE_DEPTH,
    KEY_LEAF
} from "../generated/Constants.sol";
import { IFraudProof } from "../interfaces/IFraudProof.sol";
import { Opening } from "../types/Challenge.sol";
import { Batch, Facts, OpenedEnvelope } from "../types/Run.sol";
import { State } from "../types/State.sol";
import { Envelope } from "./Envelope.sol";
import { KeySet } from "./KeySet.sol";
import { Leaves } from "./Leaves.sol";
import { Merkle } from "./Merkle.sol";
import { Shuffle } from "./Shuffle.sol";
import { Witness } from "./Witness.sol";

/// The envelopes of the running slot, in the order of application, as the prover brings them. Twin of
/// protocol/openedBatch.ts. Whatever is wrong with one brought reverts: it says nothing about the chunk.
library OpenedBatch {
    using Witness for State;

    /// The envelope that `position` applies. Its blocks may take several steps; it is opened once.
    function envelopeAt(State memory state, Facts memory facts, uint256 position)
        internal
        pure
        returns (OpenedEnvelope memory envelope)
    {
        Batch memory batch = facts.batch;
        if (batch.position == position + 1) return batch.envelope;
        uint256 brought = facts.envelopes.length;
        if (facts.used == brought) revert IFraudProof.EnvelopeCount(brought, brought + 1);
        Opening memory opening = facts.envelopes[facts.used++];

        uint256 count = Leaves.readInputs(state).count;
        bytes32 root = state.get(ENVELOPE_ROOT_LEAF);
        if (!batch.known) _open(batch, state.get(KEY_LEAF), root, count);
        uint256 sealedIndex = Shuffle.index(batch.pivots, batch.seed, position, count);
        bytes32 folded = Merkle.foldMemory(
            keccak256(opening.data), sealedIndex, opening.siblings, ENVELOPE_TREE_DEPTH
        );
        if (folded != root) revert IFraudProof.WrongOpening("envelope", folded, root);
        bool ok;
        (ok, envelope) = Envelope.parse(opening.data);
        // L1 seals no other form; so this tells of a state that no trace reaches.
        if (!ok) {
            revert IFraudProof.ShortOpening("envelope", opening.data.length, ENVELOPE_OVERHEAD);
        }
        envelope.sealedIndex = sealedIndex;
        batch.position = position + 1;
        batch.envelope = envelope;
    }

    /// address(x·U), computed when first needed.
    function sharedAddress(State memory state, OpenedEnvelope memory envelope)
        internal
        pure
        returns (address)
    {
        if (!envelope.shared) {
            envelope.sharedAddress = Envelope.sharedAddress(envelope, state.get(KEY_LEAF));
            envelope.shared = true;
        }
        return envelope.sharedAddress;
    }

    function _open(Batch memory batch, bytes32 key, bytes32 root, uint256 count) private pure {
        batch.known = true;
        batch.batchKey = KeySet.addressOf(key);
        batch.seed = keccak256(bytes.concat(key, root));
        batch.pivots = Shuffle.pivots(batch.seed, count);
    }
}
