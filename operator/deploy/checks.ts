import { erc20Abi, type Hex } from "viem";
import { L1Refused } from "#l1/errors";
import { ask, type L1Client } from "#l1/rpc";
import type { Fault } from "../config/faults.ts";
import type { AssetSettings } from "./settings.ts";

/** What only L1 can tell of a configuration. */

const ZERO = `0x${"00".repeat(20)}`;
const ETHER_DECIMALS = 18;
/** Selector of decimals(). */
const DECIMALS = "0x313ce567";
/** Of 32 bytes in hex. */
const WORD_TEXT = 66;
/** Seconds that this machine's clock may differ from L1's newest block. */
const MOST_SKEW = 120;

/** Faults of the assets: tokens without code, decimals other than the token's own. */
export async function assetFaults(
  client: L1Client,
  assets: readonly AssetSettings[],
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [index, { token, decimals }] of assets.entries()) {
    const fail = (name: string, given: unknown, expected: string): void =>
      void faults.push({ path: `assets[${index}].${name}`, given, expected });
    if (token === ZERO) {
      if (decimals !== ETHER_DECIMALS) fail("decimals", decimals, "18, as ETH has");
      continue;
    }
    const address = token as Hex;
    const code = await ask("eth_getCode", () => client.getCode({ address }));
    if (code === undefined || code === "0x") {
      fail("token", token, "the address of a contract on this chain");
      continue;
    }
    const said = await decimalsOf(client, address);
    if (said === undefined) fail("token", token, "a contract that tells its decimals");
    else if (said !== decimals) fail("decimals", decimals, `${said}, as the token itself says`);
  }
  return faults;
}

async function decimalsOf(client: L1Client, to: Hex): Promise<number | undefined> {
  try {
    const { data } = await ask("decimals", () => client.call({ to, data: DECIMALS }));
    return data?.length === WORD_TEXT ? Number(BigInt(data)) : undefined;
  } catch (error) {
    if (error instanceof L1Refused) return undefined;
    throw error;
  }
}

/** The sequencer keeps its slots by its own clock. */
export function clockFaults(l1Now: number, here: number): Fault[] {
  if (Math.abs(l1Now - here) <= MOST_SKEW) return [];
  const expected = `within ${MOST_SKEW} s of L1's newest block, ${l1Now}`;
  return [{ path: "this machine's clock", given: here, expected }];
}

/** The token's own symbol, for people. */
export async function symbolOf(client: L1Client, token: string): Promise<string> {
  if (token === ZERO) return "ETH";
  const read = () =>
    client.readContract({ abi: erc20Abi, address: token as Hex, functionName: "symbol" });
  return await read().catch(() => "a token without a symbol");
}
