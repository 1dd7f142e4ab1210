// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFraudProof } from "../interfaces/IFraudProof.sol";
import { State } from "../types/State.sol";
import { TreeHasher } from "./TreeHasher.sol";

/// The witness of a chunk as a state: leaves by generalised index, folded to the root before and after (PROTOCOL.md §5).
/// Twin of protocol/witness.ts. Whatever is wrong with a witness reverts: it says nothing about the chunk.
///
/// A node at depth d covers 2^(48−d) of the 2^48 leaves that a tree of greatest depth has. The terminals of a witness cover
/// them all, from left to right and without gaps: where one begins tells what it is and what it completes.
library Witness {
    uint256 private constant MAX_DEPTH = 48;
    uint256 private constant WIDTH = 1 << MAX_DEPTH;
    /// What leaves cover, by the depths that libraries/Layout.sol has them at; no other terminal is ever looked for.
    uint256 private constant LEAF_SPANS = (WIDTH >> 5) | (WIDTH >> 6) | (WIDTH >> 10)
        | (WIDTH >> 13) | (WIDTH >> 17) | (WIDTH >> 24) | (WIDTH >> 27) | (WIDTH >> 32)
        | (WIDTH >> 33) | (WIDTH >> 48);
    /// Bits of the descriptor that are walked at a time; one more behind them marks their end.
    uint256 private constant STRIDE = 128;
    int256 private constant EMPTY = type(int256).min;
    uint256 private constant PLACE_BITS = 16;
    /// A product's highest bits choose a place in the table, which has 2^16 at most.
    uint256 private constant SPREAD_SHIFT = 240;

    /// Reads descriptor length u16 (bits) ‖ descriptor ‖ nodes. `salt` is the root that the witness must have: with an order
    /// of the table known beforehand, orders could be placed at leaves that clash, and a chunk made too dear to challenge.
    function open(bytes calldata witness, bytes32 salt) internal pure returns (State memory state) {
        if (witness.length < 2) revert IFraudProof.BadWitness("length", witness.length, 2);
        uint256 bits = uint16(bytes2(witness[:2]));
        uint256 nodesAt = 2 + (bits + 7) / 8;
        // A tree whose inner nodes all have two children has one terminal more than inner nodes.
        uint256 count = (bits + 1) / 2;
        if (bits % 2 == 0) revert IFraudProof.BadWitness("descriptor", bits, bits + 1);
        uint256 length = nodesAt + 32 * count;
        if (witness.length != length) {
            revert IFraudProof.BadWitness("length", witness.length, length);
        }
        uint256 padding = uint8(witness[nodesAt - 1]) & (0xff >> (bits % 8));
        if (padding != 0) revert IFraudProof.BadWitness("padding", padding, 0);
        state.nodes = _nodes(witness[nodesAt:], count);
        state.pairs = new uint256[](count);
        uint256 size = 1;
        while (size <= count) size *= 2;
        state.places = new uint256[](size);
        state.spread = uint256(salt) | 1;
        _walk(state, witness[2:nodesAt], bits);
    }

    function get(State memory state, uint256 gindex) internal pure returns (bytes32) {
        return state.nodes[_place(state, gindex)];
    }

    function set(State memory state, uint256 gindex, bytes32 leaf) internal pure {
        state.nodes[_place(state, gindex)] = leaf;
    }

    function root(State memory state) internal view returns (bytes32) {
        return TreeHasher.fold(state.nodes, state.pairs);
    }

    /// Walks the descriptor in pre-order and notes its terminals. 0: an inner node, left child next; 1: a terminal.
    /// @dev Unchecked: no position exceeds WIDTH, and only as many bits as there are can be walked. Before the walk is at the
    /// tree's end, there are no more terminals than inner nodes, so that none lies behind the arrays' ends.
    function _walk(State memory state, bytes calldata descriptor, uint256 bits) private pure {
        uint256[] memory pairs = state.pairs;
        uint256 position = 0;
        uint256 span = WIDTH;
        uint256 place = 0;
        unchecked {
            for (uint256 walked = 0; position != WIDTH; walked += STRIDE) {
                if (walked >= bits) revert IFraudProof.BadWitness("descriptor", bits, bits + 2);
                int256 word = _stride(descriptor, walked);
                while (position != WIDTH) {
                    for (; word >= 0; word <<= 1) {
                        span >>= 1;
                    }
                    if (word == EMPTY) break;
                    if (span == 0) {
                        revert IFraudProof.BadWitness("depth", MAX_DEPTH + 1, MAX_DEPTH);
                    }
                    if (span & LEAF_SPANS != 0) {
                        _note(state, (WIDTH + position) / span, place + 1);
                    }
                    position += span;
                    // A left child completes no pair, and its sibling, which comes next, is as wide. After a right one comes
                    // the right child of the lowest node that ends further on.
                    if (position & span == 0) {
                        uint256 next = position & (0 - position);
                        pairs[place] = next - span;
                        span = next;
                    }
                    ++place;
                    word <<= 1;
                }
            }
        }
        uint256 walkedBits = 2 * place - 1;
        if (walkedBits != bits) revert IFraudProof.BadWitness("descriptor", bits, walkedBits);
    }

    /// The descriptor's bits from `from`, highest first, and the mark of their end.
    function _stride(bytes calldata descriptor, uint256 from) private pure returns (int256) {
        uint256 bits = uint256(bytes32(descriptor[from / 8:])) >> STRIDE;
        return int256(((bits << 1) | 1) << (STRIDE - 1));
    }

    /// As an array of words, which the decoder copies at once.
    function _nodes(bytes calldata packed, uint256 count) private pure returns (bytes32[] memory) {
        return abi.decode(abi.encodePacked(uint256(32), count, packed), (bytes32[]));
    }

    /// @dev There are more slots than terminals, so that there is always a free one.
    function _note(State memory state, uint256 gindex, uint256 place) private pure {
        unchecked {
            uint256[] memory places = state.places;
            uint256 mask = places.length - 1;
            uint256 slot = ((gindex * state.spread) >> SPREAD_SHIFT) & mask;
            while (places[slot] != 0) slot = (slot + 1) & mask;
            places[slot] = (gindex << PLACE_BITS) | place;
        }
    }

    function _place(State memory state, uint256 gindex) private pure returns (uint256) {
        unchecked {
            uint256[] memory places = state.places;
            uint256 mask = places.length - 1;
            uint256 slot = ((gindex * state.spread) >> SPREAD_SHIFT) & mask;
            uint256 entry = places[slot];
            while (entry >> PLACE_BITS != gindex) {
                if (entry == 0) revert IFraudProof.LeafMissing(gindex);
                slot = (slot + 1) & mask;
                entry = places[slot];
            }
            return uint16(entry) - 1;
        }
    }
}
