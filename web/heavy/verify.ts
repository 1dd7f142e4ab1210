import { getBalanceProof } from "../../client/actions/getBalanceProof.ts";
import { getOrderProof } from "../../client/actions/getOrderProof.ts";
import { verifyBalance } from "../../client/actions/verifyBalance.ts";
import { verifyOrder } from "../../client/actions/verifyOrder.ts";
import { ProofError } from "../../client/errors.ts";
import { memoryReceipts } from "../../client/receipts/memory.ts";
import { signer } from "../data/session.ts";
import { checkLines } from "../model/checks.ts";
import * as format from "../model/format.ts";
import type { Subject, Verified } from "../model/verifying.ts";
import type { Status } from "../types.ts";
import { openClient } from "./client.ts";

/** Fetches the proof, checks it against the root on L1, and tells how each check went. Throws what asking throws. */
export async function verify(status: Status, subject: Subject): Promise<Verified> {
  // A connected wallet's node is the user's own, the one that the exchange offers is not.
  const client = openClient(status, signer.value, memoryReceipts());
  const by =
    subject.kind === "balance" ? await balanceOf(client, subject) : await orderOf(client, subject);
  try {
    const proven = await by.check();
    return { lines: checkLines(undefined, true), proven };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const failed = { check: error.check, reason: error.message };
    return { lines: checkLines(failed, /^0x[0-9a-f]{64}$/.test(by.leaf)), proven: undefined };
  }
}

interface Proof {
  readonly leaf: string;
  readonly check: () => Promise<string>;
}

type Client = ReturnType<typeof openClient>;

async function balanceOf(
  client: Client,
  { account, asset }: Extract<Subject, { kind: "balance" }>,
): Promise<Proof> {
  const proof = await getBalanceProof(client, { account, asset: asset.asset });
  const check = async (): Promise<string> => {
    const { available, root } = await verifyBalance(client, { account, asset: asset.asset, proof });
    const amount = `${format.amount(asset, available)} ${asset.symbol}`;
    return `${amount} available to account ${account} ${asOf(root)}.`;
  };
  return { leaf: proof.leaf, check };
}

async function orderOf(
  client: Client,
  { order, market }: Extract<Subject, { kind: "order" }>,
): Promise<Proof> {
  const proof = await getOrderProof(client, { order: order.id });
  const check = async (): Promise<string> => {
    const { account, left, root } = await verifyOrder(client, { order: order.id, proof });
    if (account === undefined) return `No order lies at this place ${asOf(root)}.`;
    const lots = `${format.quantity(market, left)} ${format.baseOf(market)}`;
    return `An order of account ${account} with ${lots} left ${asOf(root)}.`;
  };
  return { leaf: proof.leaf, check };
}

const asOf = ({ slot, at }: { readonly slot: number; readonly at: "claimed" | "final" }): string =>
  `behind batch ${slot}, ${at === "final" ? "finally" : "as claimed on L1, where it can still be challenged"}`;
