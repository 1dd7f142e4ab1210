// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AUCTION_LEAF,
    CURSOR_LEAF,
    ENVELOPE_ROOT_LEAF,
    INPUTS_LEAF,
    KEY_LEAF,
    PARAMETERS_LEAF,
    PRICE_LEAF
} from "../../contracts/generated/Constants.sol";
import { Layout } from "../../contracts/libraries/Layout.sol";
import { Leaves } from "../../contracts/libraries/Leaves.sol";
import { Witness } from "../../contracts/libraries/Witness.sol";
import { Words } from "../../contracts/libraries/Words.sol";
import {
    Auction,
    Balance,
    Cursor,
    Inputs,
    Level,
    Market,
    Order,
    Parameters,
    Price,
    State
} from "../../contracts/types/State.sol";
import { StateFixture } from "./StateFixture.sol";
import { VectorFile } from "./VectorFile.sol";

/// Where leaves lie and what their bytes mean, by the corpus that TypeScript is tried with too.
contract StateLeavesTest is VectorFile, StateFixture {
    // ---- Layout

    function test_header_and_accounts() public {
        _load("gindices");
        uint256[7] memory header = [
            CURSOR_LEAF,
            ENVELOPE_ROOT_LEAF,
            INPUTS_LEAF,
            KEY_LEAF,
            AUCTION_LEAF,
            PRICE_LEAF,
            PARAMETERS_LEAF
        ];
        for (uint256 i = 0; i < _rows(".header", 7); ++i) {
            assertEq(header[i], _field(".header", i, ".gindex"));
        }
        for (uint256 i = 0; i < _rows(".signers", 4); ++i) {
            uint256 account = _field(".signers", i, ".account");
            assertEq(Layout.signerLeaf(account), _field(".signers", i, ".gindex"));
        }
        for (uint256 i = 0; i < _rows(".balances", 9); ++i) {
            uint256 account = _field(".balances", i, ".account");
            uint256 asset = _field(".balances", i, ".asset");
            assertEq(Layout.balanceLeaf(account, asset), _field(".balances", i, ".gindex"));
        }
    }

    function test_markets_and_levels() public {
        _load("gindices");
        for (uint256 i = 0; i < _rows(".markets", 3); ++i) {
            uint256 market = _field(".markets", i, ".market");
            assertEq(Layout.paramsLeaf(market), _field(".markets", i, ".params"));
            assertEq(Layout.lastLeaf(market), _field(".markets", i, ".last"));
            assertEq(Layout.sideBitmap(market, 0), _field(".markets", i, ".bidBitmap"));
            assertEq(Layout.sideBitmap(market, 1), _field(".markets", i, ".askBitmap"));
        }
        for (uint256 i = 0; i < _rows(".levels", 12); ++i) {
            uint256 market = _field(".levels", i, ".market");
            uint256 side = _field(".levels", i, ".side");
            uint256 tick = _field(".levels", i, ".tick");
            uint256 key = Layout.levelKey(side, tick);
            assertEq(key, _field(".levels", i, ".key"));
            assertEq(Layout.levelKey(side, key), tick);
            assertEq(Layout.levelLeaf(market, side, key), _field(".levels", i, ".gindex"));
        }
        for (uint256 i = 0; i < _rows(".orders", 20); ++i) {
            uint256 side = _field(".orders", i, ".side");
            uint256 key = Layout.levelKey(side, _field(".orders", i, ".tick"));
            uint256 position = _field(".orders", i, ".position");
            uint256 market = _field(".orders", i, ".market");
            uint256 gindex = Layout.orderLeaf(market, side, key, position);
            assertEq(gindex, _field(".orders", i, ".gindex"));
        }
    }

    function test_expiries_and_bitmaps() public {
        _load("gindices");
        for (uint256 i = 0; i < _rows(".expiry", 5); ++i) {
            uint256 slot = _field(".expiry", i, ".slot");
            assertEq(Layout.expiryBitmap(slot), _field(".expiry", i, ".bitmap"));
            assertEq(Layout.expiryCountLeaf(slot), _field(".expiry", i, ".count"));
        }
        for (uint256 i = 0; i < _rows(".bitmaps", 6); ++i) {
            uint256 root = _field(".bitmaps", i, ".root");
            uint256 key = _field(".bitmaps", i, ".key");
            assertEq(Layout.bitmapLow(root, key / 256), _field(".bitmaps", i, ".low"));
            assertEq(Layout.bitmapMiddle(root, key / 65_536), _field(".bitmaps", i, ".middle"));
            assertEq(Layout.bitmapTop(root), _field(".bitmaps", i, ".top"));
        }
    }

    // ---- Words

    function testFuzz_words_are_little_endian(uint256 words) public pure {
        bytes32 leaf = Words.store(words);
        for (uint256 i = 0; i < 32; ++i) {
            assertEq(uint8(leaf[i]), uint8(words >> (8 * i)));
        }
        assertEq(Words.load(leaf), words);
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(Words.at32(words, i), uint32(words >> (32 * i)));
        }
        assertEq(Words.at64(words, 4), uint64(words >> 128));
    }

    // ---- Leaves: read from the corpus's bytes, and written to the same

    function test_header_leaves() public {
        _load("leaves");
        State memory state = _state(CURSOR_LEAF, ".cursor[0]");
        Cursor memory c = Leaves.readCursor(state);
        assertEq(c.slot, _field(".cursor", 0, ".slot"));
        assertEq(c.phase, _field(".cursor", 0, ".phase"));
        assertEq(c.market, _field(".cursor", 0, ".market"));
        assertEq(c.i, _field(".cursor", 0, ".i"));
        assertEq(c.j, _field(".cursor", 0, ".j"));
        assertEq(c.inboxCursor, _field(".cursor", 0, ".inboxCursor"));
        assertEq(c.era, _field(".cursor", 0, ".era"));
        _emptied(state, CURSOR_LEAF);
        Leaves.writeCursor(state, c);
        _written(state, CURSOR_LEAF, ".cursor[0]");

        state = _state(INPUTS_LEAF, ".inputs[0]");
        Inputs memory inputs = Leaves.readInputs(state);
        assertEq(inputs.count, _field(".inputs", 0, ".count"));
        assertTrue(inputs.certified && inputs.opened);
        assertEq(inputs.inboxEnd, _field(".inputs", 0, ".inboxEnd"));
        _emptied(state, INPUTS_LEAF);
        Leaves.writeInputs(state, inputs);
        _written(state, INPUTS_LEAF, ".inputs[0]");

        state = _state(PARAMETERS_LEAF, ".parameters[0]");
        Parameters memory p = Leaves.readParameters(state);
        assertEq(p.operationFee, _field(".parameters", 0, ".operationFee"));
        assertEq(p.stepsPerRoot, _field(".parameters", 0, ".stepsPerRoot"));
        assertEq(p.marketCount, _field(".parameters", 0, ".marketCount"));
        assertEq(p.assetCount, _field(".parameters", 0, ".assetCount"));
    }

    function testFuzz_flags_of_inputs_are_apart(bool certified, bool opened_) public view {
        State memory state = _stateOf(INPUTS_LEAF, 0);
        Leaves.writeInputs(state, Inputs(1, certified, opened_, 2));
        Inputs memory inputs = Leaves.readInputs(state);
        assertEq(inputs.certified, certified);
        assertEq(inputs.opened, opened_);
    }

    function test_auction_leaves() public {
        _load("leaves");
        State memory state = _state(AUCTION_LEAF, ".auction[0]");
        Auction memory a = Leaves.readAuction(state);
        assertEq(a.bidLeft, _field(".auction", 0, ".bidLeft"));
        assertEq(a.askLeft, _field(".auction", 0, ".askLeft"));
        assertEq(a.volume, _field(".auction", 0, ".volume"));
        _emptied(state, AUCTION_LEAF);
        Leaves.writeAuction(state, a);
        _written(state, AUCTION_LEAF, ".auction[0]");

        state = _state(PRICE_LEAF, ".price[0]");
        Price memory price = Leaves.readPrice(state);
        assertEq(price.tick, _field(".price", 0, ".tick"));
        assertEq(price.lastBid, _field(".price", 0, ".lastBid"));
        assertEq(price.lastAsk, _field(".price", 0, ".lastAsk"));
        assertEq(price.fee, _field(".price", 0, ".fee"));
        _emptied(state, PRICE_LEAF);
        Leaves.writePrice(state, price);
        _written(state, PRICE_LEAF, ".price[0]");
    }

    function test_market_leaves() public {
        _load("leaves");
        State memory state = _state(Layout.paramsLeaf(5), ".market[0]");
        Market memory m = Leaves.readMarket(state, 5);
        assertEq(m.base, _field(".market", 0, ".base"));
        assertEq(m.quote, _field(".market", 0, ".quote"));
        assertEq(m.feeBps, _field(".market", 0, ".feeBps"));
        assertEq(m.bandBps, _field(".market", 0, ".bandBps"));
        assertEq(m.minLots, _field(".market", 0, ".minLots"));
        assertEq(m.baseUnit, _field(".market", 0, ".baseUnit"));
        assertEq(m.quoteUnit, _field(".market", 0, ".quoteUnit"));

        state = _state(Layout.lastLeaf(5), ".last[0]");
        assertEq(Leaves.readLast(state, 5), _field(".last", 0, ".tick"));
        _emptied(state, Layout.lastLeaf(5));
        Leaves.writeLast(state, 5, _field(".last", 0, ".tick"));
        _written(state, Layout.lastLeaf(5), ".last[0]");
    }

    function test_book_leaves() public {
        _load("leaves");
        State memory state = _state(Layout.levelLeaf(3, 1, 9), ".level[0]");
        Level memory level = Leaves.readLevel(state, 3, 1, 9);
        assertEq(level.head, _field(".level", 0, ".head"));
        assertEq(level.tail, _field(".level", 0, ".tail"));
        assertEq(level.total, _field(".level", 0, ".total"));
        _emptied(state, Layout.levelLeaf(3, 1, 9));
        Leaves.writeLevel(state, 3, 1, 9, level);
        _written(state, Layout.levelLeaf(3, 1, 9), ".level[0]");

        uint256 gindex = Layout.orderLeaf(3, 1, 9, 65_537);
        state = _state(gindex, ".order[0]");
        Order memory order = Leaves.readOrder(state, 3, 1, 9, 65_537);
        assertEq(order.account, _field(".order", 0, ".account"));
        assertEq(order.lots, _field(".order", 0, ".lots"));
        assertEq(order.slot, _field(".order", 0, ".slot"));
        assertEq(order.expiry, _field(".order", 0, ".expiry"));
        _emptied(state, gindex);
        Leaves.writeOrder(state, 3, 1, 9, 65_537, order);
        _written(state, gindex, ".order[0]");
        order.lots = 0;
        Leaves.writeOrder(state, 3, 1, 9, 65_537, order);
        assertEq(Witness.get(state, gindex), 0);
    }

    function test_balance_and_expiry_leaves() public {
        _load("leaves");
        uint256 gindex = Layout.balanceLeaf(7, 2);
        State memory state = _state(gindex, ".balance[0]");
        Balance memory balance = Leaves.readBalance(state, 7, 2);
        assertEq(balance.available, _field(".balance", 0, ".available"));
        assertEq(balance.withdrawn, type(uint64).max);
        _emptied(state, gindex);
        Leaves.writeBalance(state, 7, 2, balance);
        _written(state, gindex, ".balance[0]");
        Leaves.takeAvailable(state, 7, 2, 5);
        assertEq(Leaves.readBalance(state, 7, 2).available, balance.available - 5);
        Leaves.addAvailable(state, 7, 2, 5);
        _written(state, gindex, ".balance[0]");

        gindex = Layout.expiryCountLeaf(77);
        state = _state(gindex, ".expiryCount[0]");
        assertEq(Leaves.readExpiryCount(state, 77), _field(".expiryCount", 0, ".count"));
        _emptied(state, gindex);
        Leaves.writeExpiryCount(state, 77, 9);
        _written(state, gindex, ".expiryCount[0]");
    }

    // ---- Help

    function _state(uint256 gindex, string memory row) private view returns (State memory) {
        return _stateOf(gindex, _word(string.concat(row, ".bytes")));
    }

    function _emptied(State memory state, uint256 gindex) private pure {
        Witness.set(state, gindex, 0);
    }

    function _written(State memory state, uint256 gindex, string memory row) private view {
        assertEq(Witness.get(state, gindex), _word(string.concat(row, ".bytes")));
    }

    function _rows(string memory list, uint256 count) private view returns (uint256) {
        assertFalse(vm.keyExistsJson(json, _at(list, count)));
        return count;
    }

    function _field(string memory list, uint256 index, string memory name)
        private
        view
        returns (uint256)
    {
        return _number(string.concat(_at(list, index), name));
    }
}
