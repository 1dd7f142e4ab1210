// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    BPS,
    MAX_AMOUNT,
    MAX_ASSETS,
    MAX_FEE_BPS,
    MAX_KEYPERS,
    MAX_MARKETS,
    MAX_OPERATION_FEE,
    MAX_STEPS_PER_ROOT,
    MIN_STEPS_PER_ROOT,
    TICK_LIMIT
} from "../generated/Constants.sol";
import { IErrors } from "../interfaces/IErrors.sol";
import { AssetParams, Deployment, MarketParams } from "../types/Deployment.sol";

/// What a deployment must satisfy; runs once, at construction.
library DeploymentRules {
    /// Genesis lies at most this far ahead: a time in milliseconds is refused.
    uint256 private constant MAX_LEAD = 365 days;

    function check(Deployment memory d) internal view {
        _times(d);
        _parties(d);
        _assets(d.assets);
        for (uint256 i = 0; i < d.markets.length; ++i) {
            _market(i, d.markets[i], d.assets.length);
        }
    }

    function _times(Deployment memory d) private view {
        uint256 most32 = type(uint32).max;
        _within("interval", d.interval, 1, most32);
        // Slot 1 has not closed yet.
        _within(
            "genesisTime",
            d.genesisTime,
            block.timestamp > d.interval ? block.timestamp - d.interval : 0,
            block.timestamp + MAX_LEAD
        );
        _within("stepsPerRoot", d.stepsPerRoot, MIN_STEPS_PER_ROOT, MAX_STEPS_PER_ROOT);
        _within("sealDelay", d.sealDelay, 1, most32);
        // Below genesisTime, so that a slot's cutoff is a time; above 0, so that it lies before the close.
        _within("inboxDelay", d.inboxDelay, 1, d.genesisTime);
        _within("revealDelay", d.revealDelay, 1, most32);
        // A claim can be challenged only when the slots it starts are decided: half of the window is left for that.
        _within("challengeWindow", d.challengeWindow, 2 * uint256(d.revealDelay), most32);
        _within("sweepDelay", d.sweepDelay, 1, most32);
        // Time for claims to be swept and made anew before the exchange counts as stalled.
        uint256 stalled = 3 * uint256(d.challengeWindow) + d.sweepDelay;
        // An operation is queued, and the first slot that must take it in can be sealed by anyone.
        uint256 queued = uint256(d.interval) + d.inboxDelay + d.sealDelay + 1;
        _within("freezeDelay", d.freezeDelay, stalled > queued ? stalled : queued, most32);
        // The last slot is sealed, opened, claimed and final, though its first claim dies at the end of its window.
        uint256 settled = uint256(d.sealDelay) + d.revealDelay + 2 * uint256(d.challengeWindow);
        _within("exitDelay", d.exitDelay, settled, most32);
        // The fee of the longest envelope is an amount.
        _within("operationFee", d.operationFee, 0, MAX_OPERATION_FEE);
    }

    function _parties(Deployment memory d) private pure {
        _notZero("sequencer", d.sequencer);
        _within("dropFee", d.dropFee, 0, d.sequencerBond);
        _notZero("operatorOwner", d.operatorOwner);
        _notZero("operatorSigner", d.operatorSigner);
        uint256 n = d.keypers.length;
        _within("keypers", n, 1, MAX_KEYPERS);
        for (uint256 i = 0; i < n; ++i) {
            _notZero("keyper", d.keypers[i]);
            for (uint256 j = 0; j < i; ++j) {
                if (d.keypers[j] == d.keypers[i]) {
                    revert IErrors.DuplicateKeyper(i, d.keypers[i]);
                }
            }
        }
        _within("threshold", d.threshold, 1, n);
        _within("quorum", d.quorum, 1, n);
        uint256 least = (n + d.threshold - 1) / 2 + 1;
        if (d.quorum < least) revert IErrors.QuorumTooSmall(d.quorum, least);
    }

    function _assets(AssetParams[] memory assets) private view {
        _within("assets", assets.length, 1, MAX_ASSETS);
        for (uint256 i = 0; i < assets.length; ++i) {
            address token = assets[i].token;
            _within("asset.scale", assets[i].scale, 1, type(uint96).max);
            if (token != address(0) && token.code.length == 0) {
                revert IErrors.TokenWithoutCode(i, token);
            }
            for (uint256 j = 0; j < i; ++j) {
                if (assets[j].token == token) revert IErrors.DuplicateToken(i, token);
            }
        }
    }

    function _market(uint256 index, MarketParams memory m, uint256 assets) private pure {
        _within("markets", index + 1, 0, MAX_MARKETS);
        _within("market.base", m.base, 0, assets - 1);
        _within("market.quote", m.quote, 0, assets - 1);
        if (m.base == m.quote) revert IErrors.MarketOfOneAsset(index, m.base);
        _within("market.feeBps", m.feeBps, 0, MAX_FEE_BPS);
        _within("market.bandBps", m.bandBps, 0, BPS);
        _within("market.minLots", m.minLots, 1, type(uint32).max);
        _within("market.baseUnit", m.baseUnit, 1, MAX_AMOUNT);
        _within("market.quoteUnit", m.quoteUnit, 1, MAX_AMOUNT);
        _within("market.referenceTick", m.referenceTick, 1, TICK_LIMIT - 1);
    }

    function _within(string memory name, uint256 given, uint256 least, uint256 most) private pure {
        if (given < least || given > most) revert IErrors.BadParameter(name, given, least, most);
    }

    function _notZero(string memory name, address given) private pure {
        if (given == address(0)) revert IErrors.ZeroAddress(name);
    }
}
