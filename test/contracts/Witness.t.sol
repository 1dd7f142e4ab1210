// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFraudProof } from "../../contracts/interfaces/IFraudProof.sol";
import { Witness } from "../../contracts/libraries/Witness.sol";
import { State } from "../../contracts/types/State.sol";
import { RandomTree } from "./RandomTree.sol";
import { VectorFile } from "./VectorFile.sol";

/// Witnesses as states: their roots, their leaves, and all that is none.
contract WitnessTest is VectorFile {
    using Witness for State;

    bytes32 private constant SALT = keccak256("salt");

    // ---- Calls that need calldata

    function rootOf(bytes calldata witness) external view returns (bytes32) {
        return Witness.open(witness, SALT).root();
    }

    function leafOf(bytes calldata witness, bytes32 salt, uint256 gindex)
        external
        pure
        returns (bytes32)
    {
        return Witness.open(witness, salt).get(gindex);
    }

    function rootWith(bytes calldata witness, bytes32 salt, uint256 gindex, bytes32 leaf)
        external
        view
        returns (bytes32)
    {
        State memory state = Witness.open(witness, salt);
        state.set(gindex, leaf);
        assertEq(state.get(gindex), leaf);
        return state.root();
    }

    // ---- Roots

    function test_witnesses_fold_to_the_roots_of_the_corpus() public {
        _load("witness");
        uint256 count = _count(".chunks", ".before");
        assertEq(count, 4);
        for (uint256 i = 0; i < count; ++i) {
            string memory path = _at(".chunks", i);
            bytes32 root = this.rootOf(_bytes(path, ".witness"));
            assertEq(root, _word(string.concat(path, ".before")));
        }
    }

    /// The assembly of the tree hasher against its plain twin.
    function testFuzz_root_is_the_plain_twins(bytes32 seed, uint256 most) public view {
        RandomTree.Tree memory tree = RandomTree.grow(seed, bound(most, 1, 300));
        assertEq(this.rootOf(RandomTree.witness(tree)), RandomTree.root(tree));
    }

    function testFuzz_a_written_leaf_changes_the_root_as_it_must(
        bytes32 seed,
        uint256 most,
        uint256 pick,
        bytes32 salt
    ) public view {
        RandomTree.Tree memory tree = RandomTree.grow(seed, bound(most, 1, 120));
        (bool found, uint256 place) = _leafAfter(tree, pick);
        if (!found) return;
        bytes memory witness = RandomTree.witness(tree);
        bytes32 leaf = keccak256(abi.encode(seed, pick));
        assertEq(this.leafOf(witness, salt, tree.gindices[place]), tree.nodes[place]);
        bytes32 root = this.rootWith(witness, salt, tree.gindices[place], leaf);
        tree.nodes[place] = leaf;
        assertEq(root, RandomTree.root(tree));
    }

    /// The longest descriptor and the deepest tree that there can be.
    function test_a_comb_of_greatest_depth() public view {
        for (uint256 leans = 0; leans < 2; ++leans) {
            bytes memory bits;
            bytes memory nodes;
            for (uint256 depth = 0; depth < 48; ++depth) {
                bits = bytes.concat(bits, leans == 0 ? bytes(hex"00") : bytes(hex"0001"));
                nodes = bytes.concat(nodes, bytes32(depth));
            }
            for (uint256 bit = bits.length; bit < 97; ++bit) {
                bits = bytes.concat(bits, hex"01");
            }
            nodes = bytes.concat(nodes, bytes32(uint256(48)));
            bytes32 root;
            for (uint256 n = 0; n < 49; ++n) {
                uint256 place = leans == 0 ? n : 48 - n;
                bytes32 node = bytes32(place);
                if (n == 0) root = node;
                else if (leans == 0) root = sha256(bytes.concat(root, node));
                else root = sha256(bytes.concat(node, root));
            }
            assertEq(this.rootOf(_packed(bits, nodes)), root);
        }
    }

    // ---- The table of leaves

    /// With a salt of 1 all leaves clash. If they did so under another one, too, whoever places orders could choose leaves
    /// that take more gas to find than a transaction has.
    function test_leaves_clash_by_the_salt_alone() public view {
        bytes memory bits = bytes.concat(new bytes(40), _whole(8));
        for (uint256 depth = 40; depth > 0; --depth) {
            bits = bytes.concat(bits, hex"01");
        }
        bytes memory witness = _packed(bits, new bytes(32 * (256 + 40)));
        uint256 clashing = this.costOfReading(witness, bytes32(uint256(1)));
        assertGt(clashing, 10 * this.costOfReading(witness, SALT));
    }

    /// Gas that it takes to read the first 256 leaves of the lowest storey.
    function costOfReading(bytes calldata witness, bytes32 salt)
        external
        view
        returns (uint256 cost)
    {
        State memory state = Witness.open(witness, salt);
        cost = gasleft();
        for (uint256 n = 0; n < 256; ++n) {
            state.get((1 << 48) + n);
        }
        cost -= gasleft();
    }

    // ---- What is not in it

    function testFuzz_only_terminals_are_leaves(bytes32 seed, uint256 most, uint256 gindex) public {
        RandomTree.Tree memory tree = RandomTree.grow(seed, bound(most, 1, 60));
        bytes memory witness = RandomTree.witness(tree);
        uint256 place = gindex % tree.count;
        uint256 terminal = tree.gindices[place];
        uint256[3] memory others = [2 * terminal, 2 * terminal + 1, bound(gindex, 1, 1 << 49)];
        for (uint256 n = 0; n < 3; ++n) {
            if (_holds(tree, others[n])) continue;
            vm.expectRevert(abi.encodeWithSelector(IFraudProof.LeafMissing.selector, others[n]));
            this.leafOf(witness, SALT, others[n]);
        }
        if (terminal == 1) return;
        vm.expectRevert(abi.encodeWithSelector(IFraudProof.LeafMissing.selector, terminal / 2));
        this.leafOf(witness, SALT, terminal / 2);
    }

    // ---- What is none

    function test_lengths() public {
        _refuses("", "length", 0, 2);
        _refuses(hex"00", "length", 1, 2);
        _refuses(hex"0000", "descriptor", 0, 1);
        _refuses(hex"0002c0", "descriptor", 2, 3);
        bytes memory one = abi.encodePacked(hex"000180", bytes32(uint256(7)));
        assertEq(this.rootOf(one), bytes32(uint256(7)));
        _refuses(bytes.concat(one, hex"00"), "length", 36, 35);
        _refuses(hex"000180", "length", 3, 35);
        _refuses(hex"ffff", "length", 2, 2 + 8192 + 32 * 32_768);
    }

    function test_descriptors() public {
        bytes memory two = abi.encodePacked(uint256(1), uint256(2));
        bytes memory three = abi.encodePacked(two, uint256(3));
        assertEq(this.rootOf(bytes.concat(hex"000360", two)), sha256(two));
        // Bits behind the tree's end, and too few of them.
        _refuses(bytes.concat(hex"0003c0", two), "descriptor", 3, 1);
        _refuses(bytes.concat(hex"000578", three), "descriptor", 5, 3);
        _refuses(bytes.concat(hex"000340", two), "descriptor", 3, 5);
        _refuses(bytes.concat(hex"000300", two), "descriptor", 3, 5);
    }

    function test_padding() public {
        bytes memory two = abi.encodePacked(uint256(1), uint256(2));
        for (uint256 bit = 0; bit < 5; ++bit) {
            uint8 padding = uint8(1 << bit);
            bytes memory witness = abi.encodePacked(uint16(3), uint8(0x60) | padding, two);
            _refuses(witness, "padding", padding, 0);
        }
    }

    function test_depth() public {
        bytes memory bits = new bytes(99);
        for (uint256 bit = 49; bit < 99; ++bit) {
            bits[bit] = 0x01;
        }
        _refuses(_packed(bits, new bytes(32 * 50)), "depth", 49, 48);
        // So deep that an index would wrap around.
        bits = new bytes(1025);
        for (uint256 bit = 512; bit < 1025; ++bit) {
            bits[bit] = 0x01;
        }
        _refuses(_packed(bits, new bytes(32 * 513)), "depth", 49, 48);
    }

    /// Whatever the bytes are, they are refused with an error of the interface or fold to some root.
    function testFuzz_any_bytes(bytes memory descriptor, uint16 bits, bytes32 node) public view {
        bits = uint16(bound(bits, 0, 8 * descriptor.length));
        uint256 length = (bits + 7) / 8;
        bytes memory witness = abi.encodePacked(bits);
        for (uint256 i = 0; i < length; ++i) {
            witness = bytes.concat(witness, descriptor[i]);
        }
        for (uint256 n = 0; n < (uint256(bits) + 1) / 2; ++n) {
            witness = bytes.concat(witness, node);
        }
        _tried(witness);
    }

    /// One bit of a descriptor turned over.
    function testFuzz_another_shape_is_refused(bytes32 seed, uint256 most, uint256 turned)
        public
        view
    {
        RandomTree.Tree memory tree = RandomTree.grow(seed, bound(most, 1, 60));
        turned %= tree.bits;
        tree.shape[turned] = tree.shape[turned] == 0 ? bytes1(0x01) : bytes1(0x00);
        assertFalse(_tried(RandomTree.witness(tree)));
    }

    // ---- Help

    function _tried(bytes memory witness) private view returns (bool) {
        try this.rootOf(witness) returns (bytes32) {
            return true;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IFraudProof.BadWitness.selector);
            return false;
        }
    }

    function _refuses(bytes memory witness, string memory what, uint256 given, uint256 expected)
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(IFraudProof.BadWitness.selector, what, given, expected)
        );
        this.rootOf(witness);
    }

    /// The first terminal from `pick` on that lies where the state has leaves.
    function _leafAfter(RandomTree.Tree memory tree, uint256 pick)
        private
        pure
        returns (bool, uint256 place)
    {
        for (uint256 n = 0; n < tree.count; ++n) {
            place = (pick % tree.count + n) % tree.count;
            if (_isLeaf(tree.gindices[place])) return (true, place);
        }
        return (false, 0);
    }

    function _holds(RandomTree.Tree memory tree, uint256 gindex) private pure returns (bool) {
        for (uint256 n = 0; n < tree.count; ++n) {
            if (tree.gindices[n] == gindex) return _isLeaf(gindex);
        }
        return false;
    }

    /// Depths that PROTOCOL.md §3 has leaves at.
    function _isLeaf(uint256 gindex) private pure returns (bool) {
        uint8[10] memory depths = [5, 6, 10, 13, 17, 24, 27, 32, 33, 48];
        for (uint256 n = 0; n < 10; ++n) {
            if (gindex >> depths[n] == 1) return true;
        }
        return false;
    }

    /// Shape of a tree whose leaves all lie at one depth.
    function _whole(uint256 depth) private pure returns (bytes memory) {
        if (depth == 0) return hex"01";
        bytes memory half = _whole(depth - 1);
        return bytes.concat(hex"00", half, half);
    }

    /// `bits` one to a byte.
    function _packed(bytes memory bits, bytes memory nodes) private pure returns (bytes memory) {
        bytes memory descriptor = new bytes((bits.length + 7) / 8);
        for (uint256 bit = 0; bit < bits.length; ++bit) {
            if (bits[bit] != 0) descriptor[bit / 8] |= bytes1(uint8(0x80 >> (bit % 8)));
        }
        return abi.encodePacked(uint16(bits.length), descriptor, nodes);
    }
}
