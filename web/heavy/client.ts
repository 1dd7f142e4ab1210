import { type Chain, custom, defineChain, http, type Transport } from "viem";
import { WalrasError } from "#protocol/errors";
import type { BaseClient } from "../../client/baseClient.ts";
import { Exchange } from "../../client/l1/exchange.ts";
import { OrderBookkeeping } from "../../client/orders/bookkeeping.ts";
import type { ReceiptStore } from "../../client/receipts/store.ts";
import type { Signer } from "../data/session.ts";
import { wallets } from "../data/wallets.ts";
import type { Status } from "../types.ts";
import { openL1 } from "./l1.ts";
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
  const chain = chainOf(status);
  const requester = { url: location.origin, fetch: fetch.bind(globalThis) };
  const slim = openL1(chain, transportOf(status, signer), signer);
  const parts = { ...requester, l1: slim.l1, chainId: chain.id, settlement: undefined };
  return {
    ...requester,
    ...slim,
    chain,
    account: signer === undefined ? undefined : { address: signer.address, type: "json-rpc" },
    settlement: undefined,
    receipts,
    WebSocket,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    pollingInterval: POLL_MS,
    retries: RETRIES,
    exchange: new Exchange(parts),
    bookkeeping: new OrderBookkeeping(signer?.account),
  };
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
