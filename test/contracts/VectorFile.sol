// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";

/// Reads the corpus that TypeScript is tried with too.
abstract contract VectorFile is Test {
    string internal json;

    function _load(string memory name) internal {
        json = vm.readFile(string.concat("test/vectors/", name, ".json"));
    }

    function _at(string memory list, uint256 index) internal pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }

    function _count(string memory list, string memory field) internal view returns (uint256 count) {
        while (vm.keyExistsJson(json, string.concat(_at(list, count), field))) ++count;
    }

    function _number(string memory path) internal view returns (uint256) {
        return vm.parseJsonUint(json, path);
    }

    function _word(string memory path) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, path);
    }

    function _bytes(string memory path, string memory field) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(path, field));
    }

    function _text(string memory path, string memory field) internal view returns (string memory) {
        return vm.parseJsonString(json, string.concat(path, field));
    }

    function _same(string memory a, string memory b) internal pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
