import { getAddress, type Hex, isHex } from "viem";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import { findAccounts } from "../../client/actions/findAccounts.ts";
import type { Signer } from "../data/session.ts";
import type { Wallet } from "../data/wallets.ts";
import type { Status } from "../types.ts";

export class CannotSign extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("cannotSign", what, given, expected);
  }
}

/** Asks a wallet which address signs, and to be on the exchange's chain. Throws CannotSign, and what the wallet throws. */
export async function signByWallet({ chainId }: Status, wallet: Wallet): Promise<Signer> {
  const { provider, name } = wallet;
  const [address] = await provider.request({ method: "eth_requestAccounts" });
  if (address === undefined) throw new CannotSign(name, "no address", "one that it signs with");
  const wanted = `0x${chainId.toString(16)}` as const;
  const given = await provider.request({ method: "eth_chainId" });
  if (Number(given) !== chainId) {
    const params = [{ chainId: wanted }] as const;
    await provider.request({ method: "wallet_switchEthereumChain", params: [...params] });
  }
  const account = await accountOf(address);
  return { kind: "wallet", address: getAddress(address), account, name, provider };
}

/** @param text a private key in hex, with or without 0x. Throws CannotSign. */
export async function signByKey({ devnet }: Status, text: string): Promise<Signer> {
  if (!devnet) throw new CannotSign("key", "an exchange with real money", "a wallet");
  const privateKey = `0x${text.trim().replace(/^0x/, "")}` as Hex;
  if (!isHex(privateKey) || privateKey.length !== 66) {
    throw new CannotSign("key", "something else", "64 hex digits");
  }
  const signer = createPureCrypto().addressOf(hexToBytes(privateKey, 32));
  if (signer === undefined)
    throw new CannotSign("key", "a number beyond the curve's", "a private key");
  const address = getAddress(toHex(signer));
  return { kind: "key", address, account: await accountOf(address), privateKey };
}

async function accountOf(address: string): Promise<number> {
  const client = { url: location.origin, fetch: fetch.bind(globalThis) };
  const signer = address.toLowerCase();
  const { items } = await findAccounts(client, { signer, limit: 2 });
  const [only] = items;
  if (only === undefined) {
    const expected = "an account; open one with `walras account open`, and wait for the next batch";
    throw new CannotSign(`address ${address}`, "no account on this exchange", expected);
  }
  return only.account;
}
