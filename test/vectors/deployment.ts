import type { Deployment } from "#protocol/config";

/** A small deployment with two markets over three assets, for vectors and tests. Times in seconds. */
export function exampleDeployment(change: Partial<Deployment> = {}): Deployment {
  return {
    genesisTime: 1_000_000,
    interval: 2,
    stepsPerRoot: 16,
    sealDelay: 60,
    inboxDelay: 4,
    revealDelay: 60,
    challengeWindow: 600,
    sweepDelay: 86_400,
    freezeDelay: 100_000,
    exitDelay: 7_200,
    operationFee: 3,
    registrationFee: 1_000_000n,
    sequencerBond: 10n ** 18n,
    keyperBond: 10n ** 18n,
    claimantBond: 10n ** 18n,
    dropFee: 10n ** 17n,
    sequencer: "0x00000000000000000000000000000000005e9001",
    operatorOwner: "0x00000000000000000000000000000000000f3e01",
    operatorSigner: "0x00000000000000000000000000000000000f3e02",
    keypers: ["0x000000000000000000000000000000000000e701"],
    threshold: 1,
    quorum: 1,
    assets: [
      { token: "0x0000000000000000000000000000000000000000", scale: 10n ** 9n },
      { token: "0x00000000000000000000000000000000000a55e1", scale: 1n },
      { token: "0x00000000000000000000000000000000000a55e2", scale: 100n },
    ],
    markets: [
      {
        base: 1,
        quote: 0,
        feeBps: 5,
        bandBps: 500,
        minLots: 1,
        baseUnit: 10,
        quoteUnit: 7,
        referenceTick: 1_000,
      },
      {
        base: 2,
        quote: 1,
        feeBps: 0,
        bandBps: 10_000,
        minLots: 10,
        baseUnit: 1,
        quoteUnit: 1,
        referenceTick: 500,
      },
    ],
    ...change,
  };
}
