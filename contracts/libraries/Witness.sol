// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFraudProof } from "../interfaces/IFraudProof.sol";
import { State } from "../types/State.sol";
import { TreeHasher } from "./TreeHasher.sol";

/// The witness of a chunk as a state: leaves by generalised index, folded to the root before and after (PROTOCOL.md §5).
/// Twin of protocol/witness.ts. Whatever is wrong with a witness reverts: it says nothing about the chunk.
library Witness {
    uint256 private constant MAX_DEPTH = 48;
    uint256 private constant PLACE_BITS = 16;
    /// 2^64 divided by the golden ratio: spreads neighbouring indices over the table.
    uint256 private constant SPREAD = 0x9e3779b97f4a7c15;

    /// Reads descriptor length u16 (bits) ‖ descriptor ‖ nodes.
    function open(bytes calldata witness) internal pure returns (State memory state) {
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
        state.shape = _shape(witness[2:nodesAt], bits);
        state.bits = bits;
        state.nodes = new bytes32[](count);
        for (uint256 n = 0; n < count; ++n) {
            state.nodes[n] = bytes32(witness[nodesAt + 32 * n:]);
        }
        uint256 size = 1;
        while (size < 2 * count) size *= 2;
        state.places = new uint256[](size);
        _index(state);
    }

    function get(State memory state, uint256 gindex) internal pure returns (bytes32) {
        return state.nodes[_place(state, gindex)];
    }

    function set(State memory state, uint256 gindex, bytes32 leaf) internal pure {
        state.nodes[_place(state, gindex)] = leaf;
    }

    function root(State memory state) internal view returns (bytes32) {
        return TreeHasher.fold(state.shape, state.bits, state.nodes);
    }

    /// The descriptor in whole words, first bit highest.
    function _shape(bytes calldata descriptor, uint256 bits)
        private
        pure
        returns (uint256[] memory shape)
    {
        uint256 count = (bits + 255) / 256;
        shape = new uint256[](count);
        for (uint256 n = 0; n < count; ++n) {
            shape[n] = uint256(bytes32(descriptor[32 * n:]));
        }
        uint256 padding = shape[count - 1] << (bits % 256);
        if (bits % 256 != 0 && padding != 0) revert IFraudProof.BadWitness("padding", padding, 0);
    }

    /// Walks the descriptor and notes where each terminal lies. 0: an inner node, left child next; 1: a terminal.
    function _index(State memory state) private pure {
        uint256[MAX_DEPTH] memory rights;
        uint256 depth = 0;
        uint256 gindex = 1;
        uint256 place = 0;
        uint256 bits = state.bits;
        uint256 word;
        for (uint256 bit = 0; bit < bits; ++bit) {
            if (bit % 256 == 0) word = state.shape[bit / 256];
            bool terminal = word >> 255 == 1;
            word <<= 1;
            if (!terminal) {
                if (gindex >> MAX_DEPTH != 0) {
                    revert IFraudProof.BadWitness("depth", MAX_DEPTH + 1, MAX_DEPTH);
                }
                rights[depth++] = 2 * gindex + 1;
                gindex = 2 * gindex;
                continue;
            }
            _note(state.places, gindex, ++place);
            if (depth == 0) {
                if (bit + 1 != bits) revert IFraudProof.BadWitness("descriptor", bits, bit + 1);
                return;
            }
            gindex = rights[--depth];
        }
        revert IFraudProof.BadWitness("descriptor", bits, bits + depth);
    }

    function _note(uint256[] memory places, uint256 gindex, uint256 place) private pure {
        uint256 mask = places.length - 1;
        uint256 slot = _hash(gindex) & mask;
        while (places[slot] != 0) slot = (slot + 1) & mask;
        places[slot] = (gindex << PLACE_BITS) | place;
    }

    function _place(State memory state, uint256 gindex) private pure returns (uint256) {
        uint256[] memory places = state.places;
        uint256 mask = places.length - 1;
        uint256 slot = _hash(gindex) & mask;
        while (true) {
            uint256 entry = places[slot];
            if (entry == 0) revert IFraudProof.LeafMissing(gindex);
            if (entry >> PLACE_BITS == gindex) return (entry & 0xffff) - 1;
            slot = (slot + 1) & mask;
        }
        return 0;
    }

    function _hash(uint256 gindex) private pure returns (uint256) {
        unchecked {
            return (gindex * SPREAD) >> 40;
        }
    }
}
