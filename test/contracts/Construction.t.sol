// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MAX_STEPS_PER_ROOT } from "../../contracts/generated/Constants.sol";
import { IErrors } from "../../contracts/interfaces/IErrors.sol";
import { IEvents } from "../../contracts/interfaces/IEvents.sol";
import { Messages } from "../../contracts/libraries/Messages.sol";
import { AssetParams, Deployment, MarketParams } from "../../contracts/types/Deployment.sol";
import { Fixture } from "./Fixture.sol";

contract ConstructionTest is Fixture {
    function test_tells_the_whole_configuration() public {
        Deployment memory d = deployment();
        vm.expectEmit(false, false, false, true);
        emit IEvents.Deployed(address(challenger), MISCONDUCT, GENESIS_ROOT, d);
        this.deploy(d, address(challenger), GENESIS_ROOT);
    }

    function test_begins_with_the_operator_and_a_final_genesis() public view {
        assertEq(s.challenger(), address(challenger));
        assertEq(s.domainSeparator(), Messages.domainSeparator(block.chainid, address(s)));
        assertEq(s.accountCount(), 1);
        assertEq(s.ownerOf(0), OPERATOR);
        assertEq(s.claimHash(0), keccak256(abi.encode(genesisClaim())));
        assertTrue(s.isFinalRoot(GENESIS_ROOT));
        assertEq(s.tip() + s.finalisedIndex() + s.generation() + s.inboxLength(), 0);
    }

    function test_is_below_the_size_limit() public view {
        assertLe(address(s).code.length, 24_576);
    }

    function test_refuses_a_missing_challenger_or_root() public {
        vm.expectRevert(abi.encodeWithSelector(IErrors.ZeroAddress.selector, "challenger"));
        this.deploy(deployment(), address(0), GENESIS_ROOT);
        vm.expectRevert(abi.encodeWithSelector(IErrors.ZeroAddress.selector, "misconduct"));
        this.deploy(deployment(), address(challenger), address(0), GENESIS_ROOT);
        vm.expectRevert(IErrors.ZeroGenesisRoot.selector);
        this.deploy(deployment(), address(challenger), 0);
    }

    function test_refuses_times_out_of_range() public {
        Deployment memory d = deployment();
        d.interval = 0;
        _refused(d, "interval", 0, 1, type(uint32).max);

        d = deployment();
        d.genesisTime = uint48(START - INTERVAL - 1);
        _refused(d, "genesisTime", d.genesisTime, START - INTERVAL, START + 365 days);
        d.genesisTime = uint48(START + 365 days + 1);
        _refused(d, "genesisTime", d.genesisTime, START - INTERVAL, START + 365 days);

        d = deployment();
        d.stepsPerRoot = 0;
        _refused(d, "stepsPerRoot", 0, 1, MAX_STEPS_PER_ROOT);
        d.stepsPerRoot = uint32(MAX_STEPS_PER_ROOT + 1);
        _refused(d, "stepsPerRoot", MAX_STEPS_PER_ROOT + 1, 1, MAX_STEPS_PER_ROOT);

        d = deployment();
        d.sealDelay = 0;
        _refused(d, "sealDelay", 0, 1, type(uint32).max);
        d = deployment();
        d.inboxDelay = 0;
        _refused(d, "inboxDelay", 0, 1, GENESIS);
        d.inboxDelay = uint32(GENESIS + 1);
        _refused(d, "inboxDelay", GENESIS + 1, 1, GENESIS);
        d = deployment();
        d.revealDelay = 0;
        _refused(d, "revealDelay", 0, 1, type(uint32).max);
        d = deployment();
        uint256 least = 2 * REVEAL_DELAY;
        d.challengeWindow = uint32(least - 1);
        _refused(d, "challengeWindow", least - 1, least, type(uint32).max);
        d = deployment();
        d.sweepDelay = 0;
        _refused(d, "sweepDelay", 0, 1, type(uint32).max);
        d = deployment();
        uint256 stalled = 3 * WINDOW + SWEEP_DELAY;
        d.freezeDelay = uint32(stalled - 1);
        _refused(d, "freezeDelay", stalled - 1, stalled, type(uint32).max);
        d.interval = 5000;
        d.freezeDelay = uint32(5000 + INBOX_DELAY + SEAL_DELAY);
        _refused(d, "freezeDelay", d.freezeDelay, d.freezeDelay + 1, type(uint32).max);
        d = deployment();
        uint256 settled = SEAL_DELAY + REVEAL_DELAY + 2 * WINDOW;
        d.exitDelay = uint32(settled - 1);
        _refused(d, "exitDelay", settled - 1, settled, type(uint32).max);
        d = deployment();
        d.operationFee = uint64((2 ** 53 - 1) / uint256(32)) + 1;
        _refused(d, "operationFee", d.operationFee, 0, (2 ** 53 - 1) / uint256(32));
    }

    function test_refuses_a_fine_above_the_bond() public {
        Deployment memory d = deployment();
        d.dropFee = uint128(BOND + 1);
        _refused(d, "dropFee", BOND + 1, 0, BOND);
    }

    function test_refuses_parties() public {
        Deployment memory d = deployment();
        d.sequencer = address(0);
        _zero(d, "sequencer");
        d = deployment();
        d.operatorOwner = address(0);
        _zero(d, "operatorOwner");
        d = deployment();
        d.operatorSigner = address(0);
        _zero(d, "operatorSigner");
        d = deployment();
        d.keypers[2] = address(0);
        _zero(d, "keyper");

        d = deployment();
        d.keypers = new address[](0);
        _refused(d, "keypers", 0, 1, 7);
        d.keypers = new address[](8);
        _refused(d, "keypers", 8, 1, 7);

        d = deployment();
        d.keypers[3] = d.keypers[1];
        vm.expectRevert(abi.encodeWithSelector(IErrors.DuplicateKeyper.selector, 3, d.keypers[1]));
        this.deploy(d, address(challenger), GENESIS_ROOT);

        d = deployment();
        d.threshold = 0;
        _refused(d, "threshold", 0, 1, 4);
        d.threshold = 5;
        _refused(d, "threshold", 5, 1, 4);
        d = deployment();
        d.quorum = 0;
        _refused(d, "quorum", 0, 1, 4);
        d.quorum = 5;
        _refused(d, "quorum", 5, 1, 4);
    }

    /// For every n and t: the least q is accepted, and the one below it refused.
    function test_knows_the_least_quorum() public {
        for (uint256 n = 1; n <= 7; ++n) {
            for (uint256 t = 1; t <= n; ++t) {
                Deployment memory d = deployment();
                d.keypers = new address[](n);
                for (uint256 i = 0; i < n; ++i) {
                    d.keypers[i] = address(uint160(0x100 + i));
                }
                d.threshold = uint8(t);
                uint256 least = 1;
                while (2 * least <= n + t - 1) ++least;
                d.quorum = uint8(least);
                this.deploy(d, address(challenger), GENESIS_ROOT);
                if (least == 1) continue;
                d.quorum = uint8(least - 1);
                vm.expectRevert(
                    abi.encodeWithSelector(IErrors.QuorumTooSmall.selector, least - 1, least)
                );
                this.deploy(d, address(challenger), GENESIS_ROOT);
            }
        }
    }

    function test_refuses_assets() public {
        Deployment memory d = deployment();
        d.assets = new AssetParams[](0);
        _refused(d, "assets", 0, 1, 64);
        d.assets = new AssetParams[](65);
        _refused(d, "assets", 65, 1, 64);
        d = deployment();
        d.assets[1].scale = 0;
        _refused(d, "asset.scale", 0, 1, type(uint96).max);
        d = deployment();
        d.assets[1].token = ALICE;
        vm.expectRevert(abi.encodeWithSelector(IErrors.TokenWithoutCode.selector, 1, ALICE));
        this.deploy(d, address(challenger), GENESIS_ROOT);
        d = deployment();
        d.assets[1].token = address(0);
        vm.expectRevert(abi.encodeWithSelector(IErrors.DuplicateToken.selector, 1, address(0)));
        this.deploy(d, address(challenger), GENESIS_ROOT);
    }

    function test_refuses_markets() public {
        Deployment memory d = deployment();
        d.markets[0].base = 2;
        _refused(d, "market.base", 2, 0, 1);
        d = deployment();
        d.markets[0].quote = 2;
        _refused(d, "market.quote", 2, 0, 1);
        d = deployment();
        d.markets[0].quote = TOKEN;
        vm.expectRevert(abi.encodeWithSelector(IErrors.MarketOfOneAsset.selector, 0, TOKEN));
        this.deploy(d, address(challenger), GENESIS_ROOT);
        d = deployment();
        d.markets[0].feeBps = 1001;
        _refused(d, "market.feeBps", 1001, 0, 1000);
        d = deployment();
        d.markets[0].bandBps = 10_001;
        _refused(d, "market.bandBps", 10_001, 0, 10_000);
        d = deployment();
        d.markets[0].minLots = 0;
        _refused(d, "market.minLots", 0, 1, type(uint32).max);
        d = deployment();
        d.markets[0].baseUnit = 0;
        _refused(d, "market.baseUnit", 0, 1, 2 ** 53 - 1);
        d.markets[0].baseUnit = 2 ** 53;
        _refused(d, "market.baseUnit", 2 ** 53, 1, 2 ** 53 - 1);
        d = deployment();
        d.markets[0].quoteUnit = 0;
        _refused(d, "market.quoteUnit", 0, 1, 2 ** 53 - 1);
        d.markets[0].quoteUnit = 2 ** 53;
        _refused(d, "market.quoteUnit", 2 ** 53, 1, 2 ** 53 - 1);
        d = deployment();
        d.markets[0].referenceTick = 0;
        _refused(d, "market.referenceTick", 0, 1, 2 ** 20 - 1);
        d.markets[0].referenceTick = 2 ** 20;
        _refused(d, "market.referenceTick", 2 ** 20, 1, 2 ** 20 - 1);

        MarketParams memory market = deployment().markets[0];
        d = deployment();
        d.markets = new MarketParams[](65);
        for (uint256 i = 0; i < 65; ++i) {
            d.markets[i] = market;
        }
        _refused(d, "markets", 65, 0, 64);
    }

    function _refused(
        Deployment memory d,
        string memory name,
        uint256 given,
        uint256 least,
        uint256 most
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(IErrors.BadParameter.selector, name, given, least, most)
        );
        this.deploy(d, address(challenger), GENESIS_ROOT);
    }

    function _zero(Deployment memory d, string memory name) private {
        vm.expectRevert(abi.encodeWithSelector(IErrors.ZeroAddress.selector, name));
        this.deploy(d, address(challenger), GENESIS_ROOT);
    }
}
