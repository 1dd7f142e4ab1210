// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CLAIM_TREE_DEPTH, INVALID_ROOT_MISMATCH } from "./generated/Constants.sol";
import { IErrors } from "./interfaces/IErrors.sol";
import { IFraudProof } from "./interfaces/IFraudProof.sol";
import { ISettlement } from "./interfaces/ISettlement.sol";
import { Merkle } from "./libraries/Merkle.sol";
import { Trace } from "./libraries/Trace.sol";
import { Witness } from "./libraries/Witness.sol";
import { Opening } from "./types/Challenge.sol";
import { Claim } from "./types/Claim.sol";
import { Run } from "./types/Run.sol";
import { State } from "./types/State.sol";

/// Judges chunks of claims by running them again; the interface tells what and how. It keeps nothing and holds no money.
contract FraudProof is IFraudProof {
    using Witness for State;

    uint256 private constant WORD = 32;
    /// Of abi.encode(Claim): its length, and where the state root lies.
    uint256 private constant CLAIM_BYTES = 14 * WORD;
    uint256 private constant CLAIM_ROOT = 4 * WORD;

    ISettlement public immutable settlement;
    bytes32 private immutable _domainSeparator;

    /// `settlement_` names this contract as its challenger, and is there already.
    constructor(ISettlement settlement_) {
        settlement = settlement_;
        _domainSeparator = settlement_.domainSeparator();
    }

    /// @inheritdoc IFraudProof
    function challenge(
        Claim calldata claim,
        uint256 chunk,
        Opening calldata before,
        Opening calldata opened,
        Opening[] calldata envelopes,
        bytes calldata witness,
        address beneficiary
    ) external {
        _checkAlive(claim);
        if (chunk >= claim.chunkCount) revert NoSuchChunk(chunk, claim.chunkCount);
        bytes32 root = _rootBefore(claim, chunk, before);
        _checkOpening("chunk", claim, chunk, opened);
        bytes32 given = bytes32(opened.data);

        Run memory run;
        run.tape.records = opened.data[WORD:];
        run.facts.settlement = settlement;
        run.facts.domainSeparator = _domainSeparator;
        run.facts.envelopes = envelopes;
        run.state = Witness.open(witness, root);
        bytes32 folded = run.state.root();
        if (folded != root) revert WrongOpening("witness", folded, root);
        (uint256 reason, bytes32 expected) = _judge(run, given);
        if (reason == 0) revert ChunkHolds(chunk, given);

        emit Challenged(claim.index, chunk, beneficiary, reason, given, expected);
        settlement.kill(claim, beneficiary);
    }

    /// Why the chunk is wrong, and the root that it runs to; 0 if it is right.
    function _judge(Run memory run, bytes32 given)
        private
        view
        returns (uint256 reason, bytes32 expected)
    {
        reason = Trace.run(run);
        // Which envelopes a chunk applies up to where it ends or fails is as fixed as all else about it.
        if (run.facts.used != run.facts.envelopes.length) {
            revert EnvelopeCount(run.facts.envelopes.length, run.facts.used);
        }
        if (reason != 0) return (reason, 0);
        expected = run.state.root();
        if (expected != given) reason = INVALID_ROOT_MISMATCH;
    }

    /// Spares a challenger who comes second, or too late, the cost of the whole run. `kill` has the last word.
    function _checkAlive(Claim calldata claim) private view {
        uint48 tip = settlement.tip();
        if (claim.index > tip) revert IErrors.NotTip(claim.index, tip);
        bytes32 hash = keccak256(abi.encode(claim));
        bytes32 stored = settlement.claimHash(claim.index);
        if (hash != stored) revert IErrors.StaleClaim(hash, stored);
        uint48 finalised = settlement.finalisedIndex();
        if (claim.index <= finalised) revert IErrors.ClaimFinal(claim.index, finalised);
    }

    /// State root that the chunk begins from: the parent claim's, or that of the chunk before it.
    function _rootBefore(Claim calldata claim, uint256 chunk, Opening calldata before)
        private
        pure
        returns (bytes32)
    {
        if (chunk > 0) {
            _checkOpening("before", claim, chunk - 1, before);
            return bytes32(before.data);
        }
        uint256 length = before.data.length;
        if (length < CLAIM_BYTES) revert ShortOpening("parent", length, CLAIM_BYTES);
        if (before.siblings.length != 0) revert IErrors.ProofLength(before.siblings.length, 0);
        bytes32 hash = keccak256(before.data);
        if (hash != claim.parentHash) revert WrongOpening("parent", hash, claim.parentHash);
        return bytes32(before.data[CLAIM_ROOT:]);
    }

    /// Reverts unless `opening` is a chunk of the claim, state root ‖ records.
    function _checkOpening(
        string memory what,
        Claim calldata claim,
        uint256 chunk,
        Opening calldata opening
    ) private pure {
        uint256 length = opening.data.length;
        if (length < WORD) revert ShortOpening(what, length, WORD);
        bytes32 folded =
            Merkle.fold(keccak256(opening.data), chunk, opening.siblings, CLAIM_TREE_DEPTH);
        if (folded != claim.chunkRoot) revert WrongOpening(what, folded, claim.chunkRoot);
    }
}
