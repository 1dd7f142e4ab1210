import { type Abi, encodeFunctionData, type Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { settlementAbi } from "#l1/generated/settlement";
import { revertReasonOfCall } from "#l1/revert";
import { ask, type L1Client, sleep } from "#l1/rpc";
import { WalrasError } from "#protocol/errors";

export interface Message {
  readonly to?: Hex;
  readonly data?: Hex;
  /** Wei. */
  readonly value?: bigint;
}

/** A transaction of the demo failed on its own chain. */
export class TransactionFailed extends WalrasError {
  constructor(what: string, reason: string) {
    super("transactionFailed", what, reason, "success");
  }
}

/** Enough for every call but a deployment; what is not used is not paid. */
export const CALL_GAS = 300_000n;
const MAX_FEE_PER_GAS = 50_000_000_000n;
const TIP_PER_GAS = 1_000_000_000n;
const POLL_MS = 50;
const PATIENCE_MS = 120_000;

/** Most that one call costs, in wei. */
export const CALL_COST = CALL_GAS * MAX_FEE_PER_GAS;

/** Sends from one address on the embedded L1, many at once. */
export class Wallet {
  readonly account: PrivateKeyAccount;
  readonly #client: L1Client;
  readonly #chainId: number;
  #nonce: Promise<number> | undefined;

  constructor(client: L1Client, chainId: number, privateKey: Hex) {
    this.account = privateKeyToAccount(privateKey);
    this.#client = client;
    this.#chainId = chainId;
  }

  get address(): Hex {
    return this.account.address;
  }

  /** Sends and does not wait; `mined` does. */
  async send(message: Message, gas: bigint = CALL_GAS): Promise<Hex> {
    const address = this.address;
    this.#nonce =
      this.#nonce?.then((nonce) => nonce + 1) ??
      ask("eth_getTransactionCount", () => this.#client.getTransactionCount({ address }));
    const raw = await this.account.signTransaction({
      type: "eip1559",
      chainId: this.#chainId,
      nonce: await this.#nonce,
      gas,
      maxFeePerGas: MAX_FEE_PER_GAS,
      maxPriorityFeePerGas: TIP_PER_GAS,
      ...message,
    });
    return await ask("eth_sendRawTransaction", () =>
      this.#client.sendRawTransaction({ serializedTransaction: raw }),
    );
  }

  /** Calls Settlement. */
  async call(
    settlement: Hex,
    functionName: string,
    args: readonly unknown[],
    value = 0n,
  ): Promise<Hex> {
    const data = encodeFunctionData({ abi: settlementAbi as Abi, functionName, args });
    return await this.send({ to: settlement, data, value });
  }

  /** Waits for transactions, whoever sent them. Throws TransactionFailed. */
  async mined(what: string, hashes: readonly Hex[]): Promise<Receipt[]> {
    const receipts: Receipt[] = [];
    for (const hash of hashes) receipts.push(await minedReceipt(this.#client, what, hash));
    return receipts;
  }
}

export interface Receipt {
  readonly contractAddress: Hex | undefined;
  readonly blockNumber: number;
}

async function minedReceipt(client: L1Client, what: string, hash: Hex): Promise<Receipt> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const receipt = await ask("eth_getTransactionReceipt", () =>
      client.request({ method: "eth_getTransactionReceipt", params: [hash] }),
    );
    if (receipt?.status === "0x1") {
      const { contractAddress, blockNumber } = receipt;
      return { contractAddress: contractAddress ?? undefined, blockNumber: Number(blockNumber) };
    }
    if (receipt !== null) {
      const { from, to, input, value } = await client.getTransaction({ hash });
      const message = { data: input, value, ...(to === null ? {} : { to }) };
      const reason = await revertReasonOfCall(client, from, message);
      throw new TransactionFailed(what, reason?.text ?? "reverted");
    }
    if (performance.now() > until) throw new TransactionFailed(what, "not mined");
    await sleep(POLL_MS);
  }
}
