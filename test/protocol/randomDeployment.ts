import type { Deployment, MarketParams } from "#protocol/config";
import type { Random } from "../reference/random.ts";
import type { Identity } from "../reference/sealing.ts";

const TOP_TICK = 2 ** 20 - 1;
const ZERO_ADDRESS = `0x${"00".repeat(20)}`;

/** A deployment with one to three markets, small units and great ones, without fees and with the highest. */
export function randomDeployment(
  random: Random,
  stepsPerRoot: number,
  operator: Identity,
): Deployment {
  const assets = random.between(2, 4);
  const markets = Array.from({ length: random.between(1, 3) }, () => randomMarket(random, assets));
  return {
    genesisTime: 0,
    interval: 2,
    stepsPerRoot,
    sealDelay: 60,
    inboxDelay: 60,
    revealDelay: 60,
    challengeWindow: 120,
    sweepDelay: 60,
    freezeDelay: 420,
    exitDelay: 240,
    operationFee: random.pick([0, 1, 7, 1_000]),
    registrationFee: 0n,
    sequencerBond: 0n,
    keyperBond: 0n,
    claimantBond: 0n,
    dropFee: 0n,
    sequencer: ZERO_ADDRESS,
    operatorOwner: ZERO_ADDRESS,
    operatorSigner: `0x${operator.address}`,
    keypers: [ZERO_ADDRESS],
    threshold: 1,
    quorum: 1,
    assets: Array.from({ length: assets }, () => ({ token: ZERO_ADDRESS, scale: 1n })),
    markets,
  };
}

function randomMarket(random: Random, assets: number): MarketParams {
  const base = random.below(assets);
  const quote = (base + random.between(1, assets - 1)) % assets;
  return {
    base,
    quote,
    feeBps: random.pick([0, 1, 30, 999, 1_000]),
    bandBps: random.pick([0, 50, 500, 2_000, 10_000]),
    minLots: random.pick([0, 1, 1, 3]),
    baseUnit: random.pick([1, 1, 10, 12_345, 2 ** 30]),
    quoteUnit: random.pick([1, 1, 3, 1_000]),
    referenceTick: random.pick([1, 5, 100, 5_000, TOP_TICK - 2]),
  };
}
