// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Parameters fixed at construction, in the order of `Deployment` in protocol/config.ts. Times in seconds.
struct Deployment {
    /// Unix time at which slot 1 opens; slot b closes at `genesisTime + b * interval`.
    uint48 genesisTime;
    uint32 interval;
    /// Steps of the trace that one chunk holds.
    uint32 stepsPerRoot;
    /// How long after its close a slot may be sealed.
    uint32 sealDelay;
    /// A slot takes in the inbox operations queued up to this long before its close.
    uint32 inboxDelay;
    /// How long after the seal the slot's key may be revealed.
    uint32 revealDelay;
    uint32 challengeWindow;
    /// How long a run of claims may stay short of Start.
    uint32 sweepDelay;
    uint32 freezeDelay;
    uint32 exitDelay;
    /// Units of asset 0 for each 16-byte block of an envelope.
    uint64 operationFee;
    /// Wei, as the bonds.
    uint128 registrationFee;
    uint128 sequencerBond;
    uint128 keyperBond;
    uint128 claimantBond;
    /// Wei of the sequencer's bond that a slot with receipts and without a certificate costs.
    uint128 dropFee;
    address sequencer;
    /// Owner of account 0; registration fees are owed to it.
    address operatorOwner;
    address operatorSigner;
    address[] keypers;
    /// t: shares that open a slot.
    uint8 threshold;
    /// q: signatures that certify; 2q > n + t - 1.
    uint8 quorum;
    AssetParams[] assets;
    MarketParams[] markets;
}

struct AssetParams {
    /// Zero for ETH.
    address token;
    /// Token wei of one unit.
    uint96 scale;
}

struct MarketParams {
    uint8 base;
    uint8 quote;
    uint16 feeBps;
    uint16 bandBps;
    uint32 minLots;
    /// Units of base in one lot.
    uint64 baseUnit;
    /// Units of quote that one lot costs at tick 1.
    uint64 quoteUnit;
    /// Tick that the market is listed at.
    uint32 referenceTick;
}
