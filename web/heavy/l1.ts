import {
  type Chain,
  createClient,
  hashTypedData,
  type PublicClient,
  type Transport,
  type TypedDataDefinition,
  type WalletClient,
} from "viem";
import { getBlockNumber, getChainId, getCode, readContract, signTypedData } from "viem/actions";
import { hexToBytes, toHex } from "#protocol/bytes";
import { keySigner } from "#protocol/signature";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import type { Signer } from "../data/session.ts";

/**
 * What the SDK's actions that this page uses ask of L1 and of the signer. viem's whole clients carry every action there is,
 * which would be two thirds of all script of the page.
 */
export interface SlimL1 {
  readonly l1: PublicClient;
  readonly wallet: WalletClient;
}

export function openL1(chain: Chain, transport: Transport, signer: Signer | undefined): SlimL1 {
  const client = createClient({ chain, transport });
  const l1: Pick<
    PublicClient,
    "request" | "getChainId" | "getCode" | "getBlockNumber" | "readContract"
  > = {
    request: client.request as PublicClient["request"],
    getChainId: () => getChainId(client),
    getCode: (of) => getCode(client, of),
    getBlockNumber: (of) => getBlockNumber(client, of),
    readContract: (call) => readContract(client, call),
  };
  const wallet: Pick<WalletClient, "signTypedData"> = {
    signTypedData: (message) =>
      signer?.kind === "key"
        ? Promise.resolve(signByKey(signer.privateKey, message as TypedDataDefinition))
        : signTypedData(client, message as Parameters<typeof signTypedData>[1]),
  };
  return { l1: l1 as PublicClient, wallet: wallet as WalletClient };
}

function signByKey(privateKey: `0x${string}`, message: TypedDataDefinition): `0x${string}` {
  const digest = hexToBytes(hashTypedData(message), 32);
  return toHex(keySigner(createPureCrypto(), hexToBytes(privateKey, 32)).sign(digest));
}
