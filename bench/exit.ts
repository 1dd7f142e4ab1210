import { encodeFunctionData, type Hex } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import type { Crypto } from "#protocol/crypto";
import type { Facts, SealFact } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { encodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { BookProposer } from "#protocol/proposer";
import type { State } from "#protocol/state";
import { produceChunk } from "#protocol/trace";
import { entitlements, exitCall } from "../claimant/exit/claims.ts";
import { deployment } from "./world.ts";

export interface ExitResult {
  readonly accounts: number;
  /** The state run again from the inbox of L1; processor time. */
  readonly replaySeconds: number;
  /** All that one account is owed, found and encoded as calls; likewise. */
  readonly proveSeconds: number;
  readonly calls: number;
  readonly bytesPerCall: number;
}

const STEPS_PER_ROOT = 16;
const ASSETS = 2;
const DEPOSIT = 1_000_000;

/** Rebuilds the state of so many accounts from inbox operations, and proves all that one of them is owed. */
export function benchExit(crypto: Crypto, accounts: number): ExitResult {
  const facts = inboxOf(crypto, accounts);
  const start = cpuSeconds();
  const state = genesisState(deployment(STEPS_PER_ROOT));
  replay(crypto, state, facts);
  const replayed = cpuSeconds();
  const nothingPaid = {
    paid: () => 0n,
    hasExited: () => false,
    inboxLength: facts.length,
    inboxOperation: () => undefined,
  };
  const calls = entitlements(state, ASSETS, [accounts], nothingPaid).map((owed): Hex => {
    const { functionName, args } = exitCall(state, owed);
    return encodeFunctionData({ abi: settlementAbi, functionName, args } as never);
  });
  const proven = cpuSeconds();
  const bytes = calls.reduce((sum, call) => sum + call.length / 2 - 1, 0);
  return {
    accounts,
    replaySeconds: replayed - start,
    proveSeconds: proven - replayed,
    calls: calls.length,
    bytesPerCall: Math.round(bytes / Math.max(1, calls.length)),
  };
}

function replay(crypto: Crypto, state: State, facts: Facts): void {
  const context = { crypto, domainSeparator: new Uint8Array(32) };
  const proposer = new BookProposer();
  while (produceChunk(state, facts, context, proposer) !== undefined);
}

/** One slot that takes in the registration of every account, and a deposit of each asset. */
function inboxOf(crypto: Crypto, accounts: number): Facts & { readonly length: number } {
  const words: Uint8Array[] = [];
  const push = (operation: InboxOperation): void => void words.push(encodeInboxWord(operation));
  for (let account = 1; account <= accounts; account++) {
    const signer = new Uint8Array(20).fill(1 + (account % 255));
    push({ kind: "register", account, signer, queuedAt: 0 });
    for (let asset = 0; asset < ASSETS; asset++)
      push({ kind: "deposit", account, asset, amount: DEPOSIT, queuedAt: 0 });
  }
  const seal: SealFact = {
    slot: 1,
    prev: 0,
    certified: false,
    root: crypto.keccak256(new Uint8Array()),
    envelopes: [],
    inboxEnd: words.length,
    key: undefined,
  };
  return {
    length: words.length,
    sealAfter: (slot) => (slot === 0 ? seal : undefined),
    sealOf: (slot) => (slot === 1 ? seal : undefined),
    inboxWord: (index) => words[index],
  };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
