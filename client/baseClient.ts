import {
  type Account,
  type Address,
  type Chain,
  type Client,
  createClient,
  type SignTypedDataParameters,
  type Transport,
} from "viem";
import { parseAccount } from "viem/accounts";
import { signTypedData } from "viem/actions";
import { BadRequest } from "./errors.ts";
import { Exchange } from "./l1/exchange.ts";
import { OrderBookkeeping } from "./orders/bookkeeping.ts";
import { memoryReceipts } from "./receipts/memory.ts";
import type { ReceiptStore } from "./receipts/store.ts";
import type { WebSocketConstructor } from "./socket/webSocket.ts";
import type { Hex } from "./types.ts";

/** What a client is made of. */
export interface WalrasClientConfig {
  /** viem's description of L1; its id must be the deployment's. */
  readonly chain: Chain;
  /** viem's way to a node of L1: `http(url)`, or `custom(window.ethereum)` for an injected wallet. */
  readonly transport: Transport;
  /** Base of the exchange's API, as `https://exchange.example`. */
  readonly url: string;
  /** A local account of viem signs here; of an address the transport's wallet signs. Undefined: reads only. */
  readonly account?: Account | Address | undefined;
  /**
   * Settlement on L1. If it is left out the API names it, which is then checked to be a Settlement of this chain, but not to be the
   * one that you mean: name it where real money is at stake.
   */
  readonly settlement?: Address | undefined;
  /** Account on the exchange; found by its signer if it is left out. */
  readonly accountId?: number | undefined;
  /** Keeps the sequencer's receipts; in memory if it is left out. */
  readonly receipts?: ReceiptStore | undefined;
  /** Instead of the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Instead of the global one, which Node has from version 22 on; without one, watching polls. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** So many bytes of a cryptographic random generator, instead of the global one. */
  readonly random?: ((bytes: number) => Uint8Array) | undefined;
  /** Pause between two looks where something is polled, 50 … 60,000 ms; 1,000 if it is left out. */
  readonly pollingInterval?: number | undefined;
  /** Batches after the first that an envelope is tried in, 0 … 100; 5 if it is left out. */
  readonly retries?: number | undefined;
}

/** Whoever signs EIP-712 typed data. */
export interface TypedDataSigner {
  /** r ‖ s ‖ v in hex. Throws what the wallet throws. */
  signTypedData(message: SignTypedDataParameters): Promise<Hex>;
}

/** A client without its actions, each of which takes it as its first argument. */
export interface BaseClient {
  readonly chain: Chain;
  readonly url: string;
  readonly account: Account | undefined;
  /** As it was named. */
  readonly settlement: Address | undefined;
  readonly receipts: ReceiptStore;
  /** How the API is asked. */
  readonly fetch: typeof globalThis.fetch;
  /** Undefined: watching polls. */
  readonly WebSocket: WebSocketConstructor | undefined;
  /** So many bytes of a cryptographic random generator. */
  readonly random: (bytes: number) => Uint8Array;
  readonly pollingInterval: number;
  readonly retries: number;
  /** viem's client of the chain and transport, without actions on it: viem's own are functions, too. */
  readonly l1: Client;
  /** Signs as the account: itself where its key is here, else by the transport's wallet. */
  readonly wallet: TypedDataSigner;
  /** What is known of the exchange, checked against L1. */
  readonly exchange: Exchange;
  /** What was sent, by slot. */
  readonly bookkeeping: OrderBookkeeping;
}

const POLLING_INTERVAL_MS = { least: 50, most: 60_000, usual: 1_000 };
const RETRIES = { least: 0, most: 100, usual: 5 };
/** Most bytes that browsers give at once; far more than is ever asked. */
const MAX_RANDOM_BYTES = 65_536;

/**
 * A client without actions on it: with the actions as functions, a bundler keeps only those that are used.
 * @throws BadRequest for a setting out of its range
 *
 * @example
 * ```ts
 * import { createBaseClient, getStatus } from "walras";
 * import { http } from "viem";
 * import { mainnet } from "viem/chains";
 *
 * const client = createBaseClient({ chain: mainnet, transport: http(), url: "http://127.0.0.1:8080" });
 * const { name } = await getStatus(client);
 * ```
 */
export function createBaseClient(config: WalrasClientConfig): BaseClient {
  const { chain, transport, settlement } = config;
  const account = config.account === undefined ? undefined : parseAccount(config.account);
  const url = baseUrl(config.url);
  const l1 = createClient({ chain, transport });
  const wallet = {
    signTypedData: (message: SignTypedDataParameters) => signTypedData(l1, message),
  };
  const fetch = config.fetch ?? globalThis.fetch.bind(globalThis);
  const global = (globalThis as { readonly WebSocket?: WebSocketConstructor }).WebSocket;
  return {
    chain,
    url,
    account,
    settlement,
    receipts: config.receipts ?? memoryReceipts(),
    fetch,
    WebSocket: config.WebSocket ?? global,
    random: config.random ?? secureRandom,
    pollingInterval: within("pollingInterval", config.pollingInterval, POLLING_INTERVAL_MS),
    retries: within("retries", config.retries, RETRIES),
    l1,
    wallet,
    exchange: new Exchange({ url, fetch, l1, chainId: chain.id, settlement }),
    bookkeeping: new OrderBookkeeping(config.accountId),
  };
}

function within(
  what: string,
  given: number | undefined,
  { least, most, usual }: typeof RETRIES,
): number {
  const value = given ?? usual;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new BadRequest(what, given, `an integer of ${least} … ${most}`);
}

function baseUrl(given: string): string {
  const parsed = URL.canParse(given) ? new URL(given) : undefined;
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (!isHttp || parsed.search !== "" || parsed.hash !== "") {
    throw new BadRequest("url", given, "an address with http or https, without query");
  }
  return given.replace(/\/+$/, "");
}

function secureRandom(bytes: number): Uint8Array {
  if (bytes > MAX_RANDOM_BYTES)
    throw new BadRequest("random bytes", bytes, `at most ${MAX_RANDOM_BYTES}`);
  return globalThis.crypto.getRandomValues(new Uint8Array(bytes));
}
