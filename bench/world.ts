import { hexToBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import { signerLeaf } from "#protocol/layout";
import { addAvailable } from "#protocol/leaves";
import type { SigningContext } from "#protocol/messages";
import { keySigner, type Signer } from "#protocol/signature";
import type { State } from "#protocol/state";
import { leafOfBytes } from "#protocol/tree";

/** A deployment with one market and funded accounts, made without L1, for benches of the pure core. */
export interface World {
  readonly state: State;
  readonly context: SigningContext;
  readonly signers: readonly Signer[];
}

const OPERATOR = `0x${"11".repeat(20)}`;
const FUNDS = 2 ** 40;

export function deployment(stepsPerRoot: number): Deployment {
  const seconds = {
    sealDelay: 60,
    inboxDelay: 60,
    revealDelay: 60,
    challengeWindow: 600,
    sweepDelay: 600,
  };
  return {
    genesisTime: 0,
    interval: 1,
    stepsPerRoot,
    ...seconds,
    freezeDelay: 2_400,
    exitDelay: 1_800,
    operationFee: 1,
    registrationFee: 0n,
    sequencerBond: 0n,
    keyperBond: 0n,
    claimantBond: 0n,
    dropFee: 0n,
    sequencer: OPERATOR,
    operatorOwner: OPERATOR,
    operatorSigner: OPERATOR,
    keypers: [OPERATOR],
    threshold: 1,
    quorum: 1,
    assets: [
      { token: `0x${"00".repeat(20)}`, scale: 1n },
      { token: `0x${"22".repeat(20)}`, scale: 1n },
    ],
    markets: [
      {
        base: 1,
        quote: 0,
        feeBps: 10,
        bandBps: 1_000,
        minLots: 1,
        baseUnit: 1,
        quoteUnit: 1,
        referenceTick: 10_000,
      },
    ],
  };
}

/** Accounts 1 … `accounts`, each with funds in both assets and a key of its own. */
export function makeWorld(crypto: Crypto, accounts: number, stepsPerRoot: number): World {
  const state = genesisState(deployment(stepsPerRoot));
  const signers = Array.from({ length: accounts }, (_, n) => {
    const signer = keySigner(
      crypto,
      crypto.keccak256(hexToBytes(`0x${(n + 1).toString(16).padStart(64, "0")}`)),
    );
    state.set(signerLeaf(n + 1), leafOfBytes(signer.address));
    addAvailable(state, n + 1, 0, FUNDS);
    addAvailable(state, n + 1, 1, FUNDS);
    return signer;
  });
  state.root();
  return {
    state,
    context: { crypto, domainSeparator: crypto.sha256(new Uint8Array(32)) },
    signers,
  };
}

/** xorshift32: the same numbers on every machine. */
export function random(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}
