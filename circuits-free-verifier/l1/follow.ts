import { type Hex, numberToHex } from "viem";
import { type FoundLog, unfaithfulLog } from "./authenticate.ts";
import { L1Moved, L1Refused, L1WrongAnswer } from "./errors.ts";
import { decodeLog } from "./events.ts";
import type { L1Event, Origin } from "./eventTypes.ts";
import { type Header, hashHeader, parseHeader } from "./header.ts";
import { ask, assertChain, DEFAULT_PATIENCE, type L1Client, type Patience } from "./rpc.ts";

export interface FollowOptions {
  readonly client: L1Client;
  /** Settlement. */
  readonly address: string;
  readonly chainId: number;
  /** First block of interest: the one that Settlement was deployed in. */
  readonly fromBlock: number;
  /** Check headers by their hash and logs by the receipts that the block commits to: trusts L1's node with no byte. */
  readonly authenticate?: boolean;
  /** Blocks that one poll goes forward at most; 1,000 if undefined. */
  readonly maxBlocks?: number;
  /** Depth to which a reorganisation is undone block by block; 128 if undefined. A deeper one starts over. */
  readonly window?: number;
  /** Blocks to stay behind L1's head; 0 if undefined. */
  readonly confirmations?: number;
  readonly patience?: Patience;
}

export interface BlockPoint {
  readonly number: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

export interface Poll {
  /** Set when blocks above this number, told of before, are no longer part of the chain: undo them before `events`. */
  readonly rolledBackTo?: number;
  /** In the order of the chain. */
  readonly events: readonly L1Event[];
  /** Block up to which all has been told; undefined before the first. */
  readonly head: BlockPoint | undefined;
  /** L1's newest block. */
  readonly tip: BlockPoint;
}

const DEFAULT_MAX_BLOCKS = 1_000;
const DEFAULT_WINDOW = 128;
const MOVES_PER_POLL = 5;
const HEADERS_AT_ONCE = 8;

/**
 * Follows Settlement's events through reorganisations. Each poll tells what became invalid since the last one and what
 * is new; between them the events told are exactly those of one chain of blocks, linked by parent hashes.
 */
export class Follower {
  readonly #options: FollowOptions;
  readonly #patience: Patience;
  readonly #maxBlocks: number;
  readonly #window: number;
  /** Blocks told of, rising; at most `window` back from the last. */
  #known: BlockPoint[] = [];
  /** Lowest block rewound to since the last poll that succeeded. */
  #untold: number | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#patience = options.patience ?? DEFAULT_PATIENCE;
    this.#maxBlocks = options.maxBlocks ?? DEFAULT_MAX_BLOCKS;
    this.#window = options.window ?? DEFAULT_WINDOW;
  }

  /**
   * Goes on by at most `maxBlocks`. Throws L1Error: a retryable one leaves the follower ready for the next poll.
   * MalformedLog and LogNotCommitted mean that what was posted, or told, is not what Settlement writes.
   */
  async poll(): Promise<Poll> {
    await assertChain(this.#options.client, this.#options.chainId, this.#patience);
    for (let move = 1; ; move++) {
      const tip = await this.#header("latest");
      await this.#rewind(tip);
      try {
        const events = await this.#advance(tip);
        const rolledBackTo = this.#untold;
        this.#untold = undefined;
        const head = this.#known.at(-1);
        return {
          ...(rolledBackTo === undefined ? {} : { rolledBackTo }),
          events,
          head,
          tip: pointOf(tip),
        };
      } catch (error) {
        if (!(error instanceof L1Moved) || move >= MOVES_PER_POLL) throw error;
      }
    }
  }

  /** Forgets the blocks that are no longer in L1's chain. */
  async #rewind(tip: Header): Promise<void> {
    const known = this.#known;
    if (known.length === 0 || (await this.#stands(known.length - 1, tip))) return;
    let standing = 0;
    let fallen = known.length - 1;
    while (standing < fallen) {
      const middle = (standing + fallen) >>> 1;
      if (await this.#stands(middle, tip)) standing = middle + 1;
      else fallen = middle;
    }
    known.length = standing;
    const kept = known.at(-1)?.number ?? this.#options.fromBlock - 1;
    this.#untold = Math.min(this.#untold ?? kept, kept);
  }

  async #stands(index: number, tip: Header): Promise<boolean> {
    const point = this.#known[index];
    if (point === undefined || point.number > tip.number) return false;
    const now = await this.#maybeHeader(numberToHex(point.number));
    return now?.hash === point.hash;
  }

  async #advance(tip: Header): Promise<L1Event[]> {
    const last = this.#known.at(-1);
    const from = last === undefined ? this.#options.fromBlock : last.number + 1;
    const most = tip.number - (this.#options.confirmations ?? 0);
    let to = Math.min(most, from + this.#maxBlocks - 1);
    if (to < from) return [];
    // The last blocks are taken one by one, so that a reorganisation among them is undone exactly.
    const single = Math.max(from, tip.number - this.#window + 1);
    if (single > from && to >= single) to = single - 1;
    const logs = await this.#logs(from, to);
    to = logs.to;
    const wanted = new Set([from, to, ...logs.list.map((log) => log.blockNumber)]);
    if (from === single) for (let number = from; number <= to; number++) wanted.add(number);
    const headers = await this.#headers([...wanted].sort((a, b) => a - b));
    assertLinked(headers, last);
    for (const log of logs.list) assertOf(log, headers);
    const unfaithful = await this.#firstUnfaithful(headers, logs.list);
    await this.#assertStill(headers.get(to));
    if (unfaithful !== undefined) throw unfaithful;
    const events = logs.list.map((log) => decodeLog(log, originOf(log, headers)));
    this.#remember([...headers.values()]);
    return events;
  }

  async #firstUnfaithful(
    headers: ReadonlyMap<number, Header>,
    logs: readonly FoundLog[],
  ): Promise<Error | undefined> {
    if (this.#options.authenticate !== true) return undefined;
    const { client, address } = this.#options;
    for (const number of new Set(logs.map((log) => log.blockNumber))) {
      const header = headers.get(number);
      if (header === undefined) continue;
      const raw: unknown = await ask(
        "eth_getBlockReceipts",
        () =>
          client.request({
            method: "eth_getBlockReceipts",
            params: [numberToHex(number)],
          } as never),
        this.#patience,
      );
      const given = logs.filter((log) => log.blockNumber === number);
      const unfaithful = unfaithfulLog(header, raw, address, given);
      if (unfaithful !== undefined) return unfaithful;
    }
    return undefined;
  }

  #remember(headers: readonly Header[]): void {
    this.#known.push(...headers.map(pointOf));
    const last = this.#known.at(-1);
    if (last === undefined) return;
    const least = last.number - this.#window;
    this.#known = this.#known.filter((point) => point.number >= least || point === last);
  }

  async #assertStill(header: Header | undefined): Promise<void> {
    if (header === undefined) return;
    const now = await this.#maybeHeader(numberToHex(header.number));
    if (now?.hash !== header.hash)
      throw new L1Moved(`block ${header.number}`, now?.hash, header.hash);
  }

  /** Logs of the blocks from … to, or of fewer where L1's node gives no more at once. */
  async #logs(from: number, to: number): Promise<{ to: number; list: FoundLog[] }> {
    const { client, address } = this.#options;
    for (let end = to; ; end = from + Math.floor((end - from) / 2)) {
      const filter = {
        address: address as Hex,
        fromBlock: numberToHex(from),
        toBlock: numberToHex(end),
      };
      try {
        const raw: unknown = await ask(
          "eth_getLogs",
          () => client.request({ method: "eth_getLogs", params: [filter] }),
          this.#patience,
        );
        return { to: end, list: parseLogs(raw, address, from, end) };
      } catch (error) {
        if (!(error instanceof L1Refused) || end === from) throw error;
      }
    }
  }

  async #headers(numbers: readonly number[]): Promise<Map<number, Header>> {
    const headers = new Map<number, Header>();
    for (let at = 0; at < numbers.length; at += HEADERS_AT_ONCE) {
      const some = numbers.slice(at, at + HEADERS_AT_ONCE);
      const found = await Promise.all(some.map((number) => this.#header(numberToHex(number))));
      for (const [n, header] of found.entries()) {
        if (header.number !== some[n])
          throw new L1WrongAnswer("block", header.number, `block ${some[n]}`);
        headers.set(header.number, header);
      }
    }
    return headers;
  }

  async #header(block: Hex | "latest"): Promise<Header> {
    const header = await this.#maybeHeader(block);
    if (header === undefined) throw new L1Moved(`block ${block}`, "none", "a block");
    return header;
  }

  async #maybeHeader(block: Hex | "latest"): Promise<Header | undefined> {
    const { client } = this.#options;
    const raw: unknown = await ask(
      "eth_getBlockByNumber",
      () => client.request({ method: "eth_getBlockByNumber", params: [block, false] }),
      this.#patience,
    );
    if (raw === null) return undefined;
    const header = parseHeader(raw);
    if (this.#options.authenticate === true) {
      const hash = hashHeader(raw);
      if (hash !== header.hash)
        throw new L1WrongAnswer(`hash of block ${header.number}`, header.hash, hash);
    }
    return header;
  }
}

const pointOf = ({ number, hash, timestamp }: Header): BlockPoint => ({ number, hash, timestamp });

function originOf(log: FoundLog, headers: ReadonlyMap<number, Header>): Origin {
  const { blockNumber, blockHash, logIndex, transactionHash } = log;
  const timestamp = headers.get(blockNumber)?.timestamp ?? 0;
  return { blockNumber, blockHash, timestamp, logIndex, transactionHash };
}

function assertLinked(headers: ReadonlyMap<number, Header>, last: BlockPoint | undefined): void {
  let previous = last;
  for (const header of headers.values()) {
    if (previous?.number === header.number - 1 && previous.hash !== header.parentHash) {
      throw new L1Moved(`parent of block ${header.number}`, header.parentHash, previous.hash);
    }
    previous = pointOf(header);
  }
}

function assertOf(log: FoundLog, headers: ReadonlyMap<number, Header>): void {
  const header = headers.get(log.blockNumber);
  if (header?.hash !== log.blockHash) {
    throw new L1Moved(
      `a log of block ${log.blockNumber}`,
      log.blockHash,
      header?.hash ?? "its block",
    );
  }
}

function parseLogs(raw: unknown, address: string, from: number, to: number): FoundLog[] {
  if (!Array.isArray(raw)) throw new L1WrongAnswer("logs", raw, "a list");
  const logs = raw.map((entry) => parseLog(entry, address));
  let last: readonly [number, number] = [from, -1];
  for (const { blockNumber, logIndex } of logs) {
    const rises = blockNumber > last[0] || (blockNumber === last[0] && logIndex > last[1]);
    if (!rises || blockNumber > to) {
      throw new L1WrongAnswer(
        "place of a log",
        [blockNumber, logIndex],
        `rising places in ${from} … ${to}`,
      );
    }
    last = [blockNumber, logIndex];
  }
  return logs;
}

function parseLog(raw: Record<string, unknown>, address: string): FoundLog {
  const { topics, data, removed, blockHash, transactionHash } = raw;
  const blockNumber = Number(raw["blockNumber"] ?? Number.NaN);
  const logIndex = Number(raw["logIndex"] ?? Number.NaN);
  const given = String(raw["address"]).toLowerCase();
  const sound =
    Array.isArray(topics) &&
    topics.every((topic) => typeof topic === "string") &&
    [data, blockHash, transactionHash].every((value) => typeof value === "string") &&
    Number.isSafeInteger(blockNumber) &&
    Number.isSafeInteger(logIndex) &&
    removed !== true;
  if (!sound) throw new L1WrongAnswer("log", raw, "a log of a mined block");
  if (given !== address.toLowerCase()) throw new L1WrongAnswer("address of a log", given, address);
  return {
    address: given as Hex,
    topics: topics as Hex[],
    data: data as Hex,
    blockNumber,
    blockHash: (blockHash as string).toLowerCase() as Hex,
    logIndex,
    transactionHash: transactionHash as Hex,
  };
}
