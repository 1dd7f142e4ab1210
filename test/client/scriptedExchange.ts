import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Hex, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { hexToBytes } from "#protocol/bytes";
import { decryptBlock, parseEnvelope } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import { keyProof, keySetRoot, type SlotKeys } from "#protocol/keySet";
import { domainSeparatorOf, type SigningContext } from "#protocol/messages";
import { decodeOperation, type Operation } from "#protocol/operation";
import { REFUSAL, type Refusal } from "#protocol/outcomes";
import { issueReceipt } from "#protocol/receipt";
import { keySigner } from "#protocol/signature";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import {
  createWalrasClient,
  type WalrasClient,
  type WalrasClientConfig,
} from "../../client/index.ts";
import { exampleDeployment } from "../vectors/deployment.ts";
import { scriptedTransport } from "./scriptedL1.ts";

/** A sequencer that does what a script tells it, and keeps its books like a real one. */

/** What it does with the next envelope that it is handed. */
export type Step =
  | "take"
  /** It is on the disk, and the answer never arrives. */
  | "takeSilently"
  /** Nothing arrives and no answer does. */
  | "lose"
  | "busy"
  /** A receipt for something else. */
  | "forge"
  /** Too many requests: none for a minute. */
  | "busyForLong"
  /** An answer that is none. */
  | "answerNothing"
  /** Something between here and there refuses, which does not know whether it arrived. */
  | "blockSilently"
  | { readonly refuse: Refusal };

export interface Handed {
  readonly slot: number;
  readonly version: number;
  readonly envelope: Hex;
  /** U: tells whether randomness was used twice. */
  readonly point: Hex;
  readonly operations: readonly Operation[];
}

const SETTLEMENT: Hex = `0x${"5e".repeat(20)}`;
const ACCOUNT = 7;
/** How long a slot says that it lasts, and how long it does by L1's rules: near enough to each other. */
const CLOSES_IN_MS = 30;
const INTERVAL = 10;
const BEGIN = 20;
const FIRST = 1;
const SLOTS = 1_024;
const crypto = createPureCrypto();
const context: SigningContext = {
  crypto,
  domainSeparator: domainSeparatorOf(crypto, foundry.id, hexToBytes(SETTLEMENT)),
};
/** x of every slot. */
const secret = new Uint8Array(32).fill(3);
const point = crypto.pointOf(secret) ?? new Uint8Array();
const batchKey = crypto.addressOf(secret) ?? new Uint8Array();
const sequencer = keySigner(crypto, new Uint8Array(32).fill(5));
export const TRADER_KEY = toHex(new Uint8Array(32).fill(8));
const keys: readonly SlotKeys[] = Array.from({ length: SLOTS }, (_, n) => ({
  slot: FIRST + n,
  batchKey,
  shares: [batchKey],
}));
const root = keySetRoot(crypto, keys);

export class ScriptedExchange {
  /** Used up from the front; then everything is taken. */
  steps: Step[] = [];
  readonly handed: Handed[] = [];
  /** Envelopes on the disk, the newest of each slot. */
  readonly held = new Map<number, Handed>();
  /** Whether an envelope's fate may be asked. */
  tellsFates = true;
  /** What it says of how long a slot lasts. */
  closesInMs: unknown = CLOSES_IN_MS;
  readonly settlement = SETTLEMENT;
  #slot = BEGIN;
  /** Somebody asked for the slot's key and has sent nothing since. */
  #asked = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<ScriptedExchange> {
    const exchange = new ScriptedExchange();
    await new Promise<void>((resolve) => exchange.#server.listen(0, "127.0.0.1", resolve));
    return exchange;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  client(more: Partial<WalrasClientConfig> = {}): WalrasClient {
    const deployment = exampleDeployment({
      interval: INTERVAL,
      genesisTime: Math.floor(Date.now() / 1_000) - BEGIN * INTERVAL,
      sequencer: toHex(sequencer.address),
    });
    return createWalrasClient({
      chain: foundry,
      transport: scriptedTransport({
        chainId: foundry.id,
        settlement: SETTLEMENT,
        deployment,
        views: {
          domainSeparator: () => toHex(context.domainSeparator),
          keyRangeOf: () => ({ root: toHex(root), first: FIRST }),
        },
      }),
      url: this.url,
      account: privateKeyToAccount(TRADER_KEY),
      accountId: ACCOUNT,
      settlement: SETTLEMENT,
      pollingInterval: 50,
      ...more,
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    if (path === "/v1/key") send(response, 200, this.#key());
    else if (path === "/v1/envelopes") this.#take(await bodyOf(request), response);
    else if (path.startsWith("/v1/envelopes/")) this.#fate(path, response);
    else problem(response, 404);
  }

  /** A slot ends when its key is asked for twice with nothing sent in between. */
  #key() {
    if (this.#asked) this.#slot++;
    this.#asked = true;
    const slot = this.#slot;
    return {
      slot,
      opensAt: 0,
      closesAt: 0,
      closesInMs: this.closesInMs,
      accepting: true,
      batchKey: toHex(point),
      keySet: FIRST,
      address: toHex(batchKey),
      shares: [toHex(batchKey)],
      proof: keyProof(crypto, keys, slot - FIRST).map((sibling) => toHex(sibling)),
    };
  }

  #take(body: { slot: number; envelope: Hex }, response: ServerResponse): void {
    const bytes = hexToBytes(body.envelope);
    const handed = opened(body.slot, bytes);
    this.#asked = false;
    this.handed.push(handed);
    const step = this.steps.shift() ?? "take";
    if (step === "lose") response.destroy();
    else if (step === "busy") problem(response, 429, undefined, { "retry-after": "0" });
    else if (step === "busyForLong") problem(response, 429, undefined, { "retry-after": "60" });
    else if (step === "blockSilently") problem(response, 403);
    else if (typeof step === "object") problem(response, 409, step.refuse);
    else this.#keep(handed, bytes, step, response);
  }

  #keep(handed: Handed, bytes: Uint8Array, step: Step, response: ServerResponse): void {
    const { slot, version } = handed;
    const before = this.held.get(slot);
    const same = before?.envelope === handed.envelope;
    const stale = before !== undefined && version <= before.version;
    if (!same && (slot !== this.#slot || stale)) {
      problem(response, 409, stale ? REFUSAL.staleVersion : REFUSAL.wrongSlot);
      return;
    }
    this.held.set(slot, handed);
    if (step === "takeSilently") {
      response.destroy();
      return;
    }
    if (step === "answerNothing") {
      send(response, 200, null);
      return;
    }
    const hash = step === "forge" ? new Uint8Array(32) : envelopeHash(crypto, bytes);
    const message = { slot, account: ACCOUNT, version, envelopeHash: hash };
    const receipt = toHex(issueReceipt(context, message, sequencer));
    send(response, 200, { slot, account: ACCOUNT, version, receipt });
  }

  #fate(path: string, response: ServerResponse): void {
    const slot = Number(path.split("/")[3]);
    const envelope = { slot, account: ACCOUNT, stage: "closed", outcome: null, operations: [] };
    if (!this.tellsFates) response.destroy();
    else if (this.held.has(slot)) send(response, 200, envelope);
    else problem(response, 404);
  }
}

function opened(slot: number, bytes: Uint8Array): Handed {
  const envelope = parseEnvelope(bytes);
  if (envelope === undefined) throw new RangeError("no envelope");
  const shared = crypto.sharedAddress(envelope.point, secret) ?? new Uint8Array();
  const operations = Array.from({ length: envelope.blocks }, (_, j) =>
    decodeOperation(decryptBlock(context, envelope, slot, shared, j)),
  );
  const known = operations.filter((operation) => operation !== undefined);
  return {
    slot,
    version: envelope.version,
    envelope: toHex(bytes),
    point: toHex(envelope.point),
    operations: known.filter(({ kind }) => kind !== "nop"),
  };
}

async function bodyOf(request: IncomingMessage): Promise<{ slot: number; envelope: Hex }> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return JSON.parse(text);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function problem(
  response: ServerResponse,
  status: number,
  reason?: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers });
  const text = { type: "urn:walras:problem:test", title: "", status, detail: "no", instance: "" };
  response.end(JSON.stringify({ ...text, reason }));
}
