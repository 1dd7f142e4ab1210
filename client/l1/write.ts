import {
  type Abi,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  ContractFunctionRevertedError,
  encodeFunctionData,
  InsufficientFundsError,
  type TransactionReceipt,
} from "viem";
import {
  getBalance,
  sendTransaction,
  simulateContract,
  waitForTransactionReceipt,
} from "viem/actions";
import { settlementAbi } from "#l1/generated/settlement";
import type { BaseClient } from "../baseClient.ts";
import { L1Reverted, NoAccount, NotFunded } from "../errors.ts";
import type { Hex } from "../types.ts";

/** Transactions from the client's account: tried without being sent first, and waited for. */

type Nonpayable = "nonpayable" | "payable";
type SettlementFunction = ContractFunctionName<typeof settlementAbi, Nonpayable>;
type SettlementArgs<Name extends SettlementFunction> = ContractFunctionArgs<
  typeof settlementAbi,
  Nonpayable,
  Name
>;

/** What people can do about a contract's error. */
const ADVICE: Readonly<Record<string, string>> = {
  NothingToPay: "there is nothing to pay: it was paid already",
  NotOwner: "only the account's owner may do this",
  CapExceeded: "the exchange holds as much of this asset as it can",
  Dust: "the value must be a multiple of the asset's scale",
  ExitRootFixed: "the exchange is frozen: leave by exit",
  FrozenSince: "the exchange is frozen: leave by exit",
  StaleRoot: "somebody had a newer root paid: ask for the proof again",
  RootNotFinal: "the root is not final yet",
  WrongValue: "the registration fee must be sent along, no more and no less",
};

/** Calls Settlement, and waits until the call is in a block. Throws L1Reverted, NotFunded, NoAccount and what viem throws. */
export async function callSettlement<Name extends SettlementFunction>(
  client: BaseClient,
  functionName: Name,
  args: SettlementArgs<Name>,
  value = 0n,
): Promise<TransactionReceipt> {
  const { settlement } = await client.exchange.facts();
  const to = { address: settlement, abi: settlementAbi as Abi, functionName };
  return await send(client, functionName, { ...to, args: args as readonly unknown[], value });
}

/** A call of any contract. */
export interface L1Call {
  readonly address: Hex;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Wei. */
  readonly value: bigint;
}

/** Throws what callSettlement throws. */
export async function send(
  client: BaseClient,
  what: string,
  call: L1Call,
): Promise<TransactionReceipt> {
  const { account, l1, chain } = client;
  if (account === undefined) throw new NoAccount(what);
  try {
    await simulateContract(l1, { ...call, account });
    const { address, abi, functionName, args, value } = call;
    const data = encodeFunctionData({ abi, functionName, args });
    const hash = await sendTransaction(l1, { account, chain, to: address, data, value });
    let instead: string | undefined;
    const receipt = await waitForTransactionReceipt(l1, {
      hash,
      pollingInterval: client.pollingInterval,
      // A wallet may have sent the same call at another price, or something else in its place.
      onReplaced: ({ reason }) => {
        if (reason !== "repriced") instead = reason;
      },
    });
    if (instead !== undefined) {
      const by = `${instead} in the wallet by ${receipt.transactionHash}`;
      throw new L1Reverted(what, undefined, `transaction ${hash} was ${by}`);
    }
    if (receipt.status === "success") return receipt;
    throw new L1Reverted(what, undefined, `transaction ${hash} was reverted`);
  } catch (error) {
    throw await understood(client, what, call, error);
  }
}

async function understood(
  client: BaseClient,
  what: string,
  { value }: L1Call,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof BaseError)) return error;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    const name = reverted.data?.errorName;
    const values = (reverted.data?.args ?? []).map(String).join(", ");
    const plain = reverted.reason ?? reverted.shortMessage;
    const advice = ADVICE[name ?? ""];
    const text = name === undefined ? plain : `${name}(${values})`;
    return new L1Reverted(what, name, advice === undefined ? text : `${text}: ${advice}`);
  }
  if (error.walk((cause) => cause instanceof InsufficientFundsError) !== null && client.account) {
    const { address } = client.account;
    const balance = await getBalance(client.l1, { address });
    return new NotFunded(`wei of ${address} for ${what} and its gas`, balance, value + 1n);
  }
  return error;
}
