import { type Hex, keccak256, type LocalAccount, parseTransaction, size } from "viem";
import { MAX_TRANSACTION_BYTES } from "#protocol/constants";
import type { Call } from "./call.ts";
import {
  CannotPayGas,
  L1Refused,
  NonceTaken,
  TransactionReverted,
  TransactionStuck,
  TransactionTooLarge,
} from "./errors.ts";
import { bumped, currentFees, type Fees } from "./fees.ts";
import { gasOf } from "./gas.ts";
import { revertReason } from "./revert.ts";
import { ask, assertChain, DEFAULT_PATIENCE, type L1Client, type Patience, sleep } from "./rpc.ts";

/** A signed transaction that may have been sent. Several share a key and a nonce when fees were raised. */
export interface StoredTransaction {
  readonly key: string;
  readonly nonce: number;
  readonly hash: Hex;
  /** Signed and serialised. */
  readonly raw: Hex;
}

/** Where transactions outlive the process. */
export interface TransactionStore {
  /** All that were saved and not removed. */
  load(): readonly StoredTransaction[];
  /** Durable on return: only then is the transaction sent. */
  save(transaction: StoredTransaction): void;
  /** Removes all transactions of a key. */
  remove(key: string): void;
}

export interface Sent {
  readonly key: string;
  readonly hash: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly gasUsed: bigint;
  /** Of a creation. */
  readonly contractAddress: Hex | undefined;
}

export interface SenderOptions {
  readonly client: L1Client;
  readonly chainId: number;
  /** No other program may send from its address. */
  readonly account: LocalAccount;
  readonly store: TransactionStore;
  readonly patience?: Patience;
  /** Time between looks for a receipt; 1,000 if undefined. */
  readonly pollMs?: number;
  /** Time without a receipt after which fees are raised; 60,000 if undefined. */
  readonly stuckMs?: number;
  /** Time after which send() gives up waiting, though not the transaction; 600,000 if undefined. */
  readonly giveUpMs?: number;
  /** Fees are never raised above this, in wei of gas; 500 gwei if undefined. */
  readonly mostFeePerGas?: bigint;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

const GWEI = 1_000_000_000n;
/** A node may count a nonce a moment before it finds the receipt. */
const LOOKS_AT_USED_NONCE = 3;

/**
 * Sends transactions from one address, each key's at most once, whatever dies in between: a transaction is persisted
 * before it is sent, its nonce comes from L1, a stuck one is replaced under the same nonce with a higher fee, and one
 * that a reorganisation removed is sent again as it was.
 */
export class Sender {
  readonly #options: Required<SenderOptions>;
  readonly #byKey = new Map<string, StoredTransaction[]>();
  readonly #waiting = new Map<string, Promise<Sent>>();
  #turn: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = {
      patience: DEFAULT_PATIENCE,
      pollMs: 1_000,
      stuckMs: 60_000,
      giveUpMs: 600_000,
      mostFeePerGas: 500n * GWEI,
      now: () => performance.now(),
      ...options,
    };
    for (const transaction of options.store.load()) this.#keep(transaction);
  }

  get address(): Hex {
    return this.#options.account.address;
  }

  /**
   * Has the call mined once and tells where. A key that was sent before is only waited for, with what was sent then.
   * Throws TransactionTooLarge, TransactionTooExpensive, CannotPayGas and, before sending, TransactionReverted with
   * nothing persisted; NonceTaken there too if the call asks for another nonce than the next. Once sent: TransactionReverted, also when asked again, until forget(); NonceTaken; the retryable
   * TransactionStuck and L1Unreachable, after which the same send() goes on waiting.
   */
  send(call: Call): Promise<Sent> {
    const waiting = this.#waiting.get(call.key);
    if (waiting !== undefined) return waiting;
    const sending = this.#sendOnce(call).finally(() => this.#waiting.delete(call.key));
    this.#waiting.set(call.key, sending);
    return sending;
  }

  /**
   * Sends again whatever was persisted and is not mined: after a restart, and after every reorganisation.
   * Throws NonceTaken, CannotPayGas and what ask() throws; a revert is told by send().
   * @returns the keys sent again
   */
  async resume(): Promise<string[]> {
    const { client, chainId, patience } = this.#options;
    await assertChain(client, chainId, patience);
    const again: string[] = [];
    const keys = [...this.#byKey.keys()].sort((a, b) => this.#nonceOf(a) - this.#nonceOf(b));
    for (const key of keys) {
      if (await this.#isMined(key)) continue;
      const newest = this.#byKey.get(key)?.at(-1);
      if (newest === undefined) continue;
      await this.#broadcast(newest);
      again.push(key);
    }
    return again;
  }

  /** The nonce that the next new call gets, unless another is sent before it. */
  async nextNonce(): Promise<number> {
    const used = await this.#usedNonces();
    const stored = [...this.#byKey.keys()].map((key) => this.#nonceOf(key) + 1);
    return Math.max(used, ...stored);
  }

  /** The nonce of a key that was persisted and not forgotten. */
  nonceOf(key: string): number | undefined {
    return this.#byKey.get(key)?.[0]?.nonce;
  }

  /** All that were persisted and not forgotten. */
  keys(): string[] {
    return [...this.#byKey.keys()];
  }

  /** Makes every send() give up waiting with TransactionStuck; what was sent stays sent. */
  stopWaiting(): void {
    this.#stopped = true;
  }

  /** Whether a transaction was persisted for the key and not forgotten. */
  knows(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** Forgets a key whose transaction is final, or whose revert was dealt with: the same key may be sent anew. */
  forget(key: string): void {
    this.#options.store.remove(key);
    this.#byKey.delete(key);
  }

  async #sendOnce(call: Call): Promise<Sent> {
    if (!this.#byKey.has(call.key)) await this.#inTurn(() => this.#first(call));
    return this.#wait(call.key);
  }

  /** Nonces are given out by one call at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #first(call: Call): Promise<void> {
    const { client, chainId, patience } = this.#options;
    const bytes = size(call.data);
    if (bytes > MAX_TRANSACTION_BYTES) {
      throw new TransactionTooLarge(call.key, bytes, MAX_TRANSACTION_BYTES);
    }
    await assertChain(client, chainId, patience);
    const gas = await gasOf(client, this.address, call, patience);
    const nonce = await this.nextNonce();
    if (nonce !== (call.nonce ?? nonce)) throw new NonceTaken(call.key, call.nonce ?? nonce);
    const fees = await currentFees(client, patience);
    const transaction = await this.#sign(call, nonce, gas, fees);
    this.#options.store.save(transaction);
    this.#keep(transaction);
    await this.#broadcast(transaction);
  }

  async #usedNonces(): Promise<number> {
    const { client, account, patience } = this.#options;
    const query = { address: account.address, blockTag: "latest" } as const;
    return await ask("eth_getTransactionCount", () => client.getTransactionCount(query), patience);
  }

  async #sign(call: Call, nonce: number, gas: bigint, fees: Fees): Promise<StoredTransaction> {
    const { account, chainId } = this.#options;
    const raw = await account.signTransaction({
      type: "eip1559",
      chainId,
      nonce,
      gas,
      ...fees,
      data: call.data,
      value: call.value ?? 0n,
      ...(call.to === undefined ? {} : { to: call.to }),
    });
    const bytes = size(raw);
    if (bytes > MAX_TRANSACTION_BYTES) {
      throw new TransactionTooLarge(call.key, bytes, MAX_TRANSACTION_BYTES);
    }
    return { key: call.key, nonce, hash: keccak256(raw), raw };
  }

  async #wait(key: string): Promise<Sent> {
    const { now, pollMs, stuckMs, giveUpMs } = this.#options;
    const started = now();
    let sentAt = started;
    for (;;) {
      const sent = await this.#mined(key);
      if (sent !== undefined) return sent;
      if (this.#stopped || now() - started > giveUpMs) {
        throw new TransactionStuck(key, `no receipt in ${Math.round((now() - started) / 1_000)} s`);
      }
      if (now() - sentAt >= stuckMs) {
        await this.#replace(key);
        sentAt = now();
      } else {
        await this.#sendAgainIfLost(key);
      }
      await sleep(pollMs);
    }
  }

  /** The receipt of whichever of the key's transactions was mined. Throws TransactionReverted or NonceTaken. */
  async #mined(key: string): Promise<Sent | undefined> {
    for (let look = 1; ; look++) {
      const found = await this.#look(key);
      if (found !== "nonceUsed") return found;
      if (look === LOOKS_AT_USED_NONCE) throw new NonceTaken(key, this.#nonceOf(key));
      await sleep(this.#options.pollMs);
    }
  }

  /** Also when it reverted, which send() tells. */
  async #isMined(key: string): Promise<boolean> {
    try {
      return (await this.#mined(key)) !== undefined;
    } catch (error) {
      if (error instanceof TransactionReverted) return true;
      throw error;
    }
  }

  async #look(key: string): Promise<Sent | "nonceUsed" | undefined> {
    // Counted first: a nonce that was used by then belongs to a receipt that can be seen now.
    const used = await this.#usedNonces();
    const siblings = this.#byKey.get(key) ?? [];
    for (const { hash, nonce, raw } of siblings) {
      const receipt = await this.#receipt(hash);
      if (receipt === undefined) continue;
      if (receipt.status === "success") {
        return {
          key,
          hash,
          blockNumber: Number(receipt.blockNumber),
          blockHash: receipt.blockHash,
          gasUsed: receipt.gasUsed,
          contractAddress: receipt.contractAddress ?? undefined,
        };
      }
      const { client, account, patience } = this.#options;
      const reason = await revertReason(
        client,
        account.address,
        raw,
        receipt.blockNumber,
        patience,
      );
      const text = reason?.text ?? `status 0 at nonce ${nonce}`;
      throw new TransactionReverted(key, hash, reason?.name, text);
    }
    return siblings.length > 0 && used > this.#nonceOf(key) ? "nonceUsed" : undefined;
  }

  async #receipt(hash: Hex) {
    const { client, patience } = this.#options;
    return await ask(
      "eth_getTransactionReceipt",
      () =>
        client.getTransactionReceipt({ hash }).catch((error: unknown) => {
          if (error instanceof Error && error.name === "TransactionReceiptNotFoundError")
            return undefined;
          throw error;
        }),
      patience,
    );
  }

  async #sendAgainIfLost(key: string): Promise<void> {
    const { client, patience } = this.#options;
    const newest = this.#byKey.get(key)?.at(-1);
    if (newest === undefined) return;
    const known: unknown = await ask(
      "eth_getTransactionByHash",
      () => client.request({ method: "eth_getTransactionByHash", params: [newest.hash] }),
      patience,
    );
    if (known === null) await this.#broadcast(newest);
  }

  /** Signs the same call with the same nonce at a higher fee, up to the most that is allowed. */
  async #replace(key: string): Promise<void> {
    const { client, patience, mostFeePerGas, store } = this.#options;
    const newest = this.#byKey.get(key)?.at(-1);
    if (newest === undefined) return;
    const { to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas } = parseTransaction(
      newest.raw,
    );
    const old = {
      maxFeePerGas: maxFeePerGas ?? 0n,
      maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n,
    };
    const fees = bumped(old, await currentFees(client, patience));
    if (fees.maxFeePerGas > mostFeePerGas) return await this.#broadcast(newest);
    const call: Call = {
      key,
      data: data ?? "0x",
      value: value ?? 0n,
      ...(to === undefined || to === null ? {} : { to }),
    };
    const transaction = await this.#sign(call, newest.nonce, gas ?? 0n, fees);
    store.save(transaction);
    this.#keep(transaction);
    await this.#broadcast(transaction);
  }

  /** A refusal that only means that the transaction, or its sibling, is there already is none. */
  async #broadcast(transaction: StoredTransaction): Promise<void> {
    const { client, account, patience } = this.#options;
    try {
      await ask(
        "eth_sendRawTransaction",
        () => client.request({ method: "eth_sendRawTransaction", params: [transaction.raw] }),
        patience,
      );
    } catch (error) {
      if (!(error instanceof L1Refused)) throw error;
      if (THERE_ALREADY.test(error.message) || FEE_TOO_LOW.test(error.message)) return;
      if (/insufficient funds/i.test(error.message)) {
        throw new CannotPayGas(transaction.key, account.address, String(error.given));
      }
      throw error;
    }
  }

  #keep(transaction: StoredTransaction): void {
    const siblings = this.#byKey.get(transaction.key);
    if (siblings === undefined) this.#byKey.set(transaction.key, [transaction]);
    else siblings.push(transaction);
  }

  #nonceOf(key: string): number {
    return this.#byKey.get(key)?.[0]?.nonce ?? -1;
  }
}

const THERE_ALREADY = /already known|already imported|known transaction|nonce too low/i;
/** Waited out, and outbid when stuck. */
const FEE_TOO_LOW = /underpriced|fee per gas less than block base fee|max fee per gas/i;
