import { type Chain, custom, defineChain, http, type Transport } from "viem";
import { WalrasError } from "#protocol/errors";
import { type BaseClient, createBaseClient } from "../../client/baseClient.ts";
import type { ReceiptStore } from "../../client/receipts/store.ts";
import type { Signer } from "../data/session.ts";
import { wallets } from "../data/wallets.ts";
import type { Status } from "../types.ts";
import { keyAccount } from "./keyAccount.ts";
/** What needs L1 or a key lies in this folder, and is fetched when it is first used. */

export class NoNode extends WalrasError {
  constructor() {
    super(
      "noNode",
      "node of L1",
      "none",
      "one that the exchange offers, or a wallet in this browser",
    );
  }
}

const POLL_MS = 500;
/** Batches after the first that an order is tried in. */
const RETRIES = 5;

/** A client that asks L1 by the signer's wallet, else by the node that the exchange offers, else by any wallet there is. */
export function openClient(
  status: Status,
  signer: Signer | undefined,
  receipts: ReceiptStore,
): BaseClient {
  const account = signer?.kind === "key" ? keyAccount(signer) : signer?.address;
  return createBaseClient({
    chain: chainOf(status),
    transport: transportOf(status, signer),
    url: location.origin,
    account,
    accountId: signer?.account,
    receipts,
    pollingInterval: POLL_MS,
    retries: RETRIES,
  });
}

function transportOf({ l1Url }: Status, signer: Signer | undefined): Transport {
  if (signer?.kind === "wallet") return custom(signer.provider);
  if (l1Url !== null) return http(l1Url);
  const [any] = wallets.value;
  if (any === undefined) throw new NoNode();
  return custom(any.provider);
}

const chainOf = ({ chainId, l1Url }: Status): Chain =>
  defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: l1Url === null ? [] : [l1Url] } },
  });
