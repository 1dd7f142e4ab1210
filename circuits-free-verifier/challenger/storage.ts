import { erc20Abi, type Hex } from "viem";
import type { EventOf } from "#l1/eventTypes";
import { settlementAbi } from "#l1/generated/settlement";
import { ask, type L1Client, type Patience } from "#l1/rpc";
import type { SettlementLog } from "#l1/settlementLog";
import { WalrasError } from "#protocol/errors";

/** Settlement's storage is not what its events add up to: L1's node hid some, or it holds less than it owes. */
export class StorageDiffers extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("storageDiffers", `Settlement's ${what}`, given, expected);
  }
}

/**
 * Compares what events add up to with what Settlement keeps and holds after a block.
 * Throws StorageDiffers, and what ask() throws.
 */
export async function checkStorage(
  client: L1Client,
  address: string,
  blockNumber: number,
  deployed: EventOf<"deployed">,
  { facts, claims, money }: SettlementLog,
  patience?: Patience,
): Promise<void> {
  const { deployment } = deployed;
  const at = { address: address as Hex, blockNumber: BigInt(blockNumber) } as const;
  const read = (functionName: Counter): Promise<bigint | number> =>
    ask(
      `eth_call of ${functionName}`,
      () => client.readContract({ abi: settlementAbi, functionName, ...at }),
      patience,
    );
  const counters: readonly (readonly [Counter, number])[] = [
    ["inboxLength", facts.inboxLength],
    ["lastSealed", facts.lastSealed],
    ["lastCertified", facts.lastCertified],
    ["lastSlot", facts.lastSlot],
    ["keysEnd", facts.keysEnd],
    ["tip", claims.tip.claim.index],
    ["generation", claims.generation],
    ["finalisedIndex", claims.finalised],
    ["accountCount", money.accountCount],
    ["frozenAt", facts.frozenAt],
    ["exitCursor", money.exitCursor ?? 0],
  ];
  for (const [name, expected] of counters) {
    const given = Number(await read(name));
    if (given !== expected) throw new StorageDiffers(name, given, `${expected}, as its events say`);
  }
  for (const functionName of ["challenger", "misconduct"] as const) {
    const real = await ask(
      `eth_call of ${functionName}`,
      () => client.readContract({ abi: settlementAbi, functionName, ...at }),
      patience,
    );
    const expected = deployed[functionName];
    if (real.toLowerCase() !== expected) throw new StorageDiffers(functionName, real, expected);
  }
  for (const [asset, { token, scale }] of deployment.assets.entries()) {
    const escrow = await ask(
      "eth_call of escrow",
      () =>
        client.readContract({
          abi: settlementAbi,
          functionName: "escrow",
          args: [BigInt(asset)],
          ...at,
        }),
      patience,
    );
    const expected = BigInt(money.escrow(asset));
    if (escrow !== expected)
      throw new StorageDiffers(
        `escrow of asset ${asset}`,
        escrow,
        `${expected}, as its events say`,
      );
    const ether = BigInt(token) === 0n;
    const held = await balanceOf(client, token, at, patience);
    const least = expected * scale + (ether ? money.weiBesideEscrow : 0n);
    if (held < least)
      throw new StorageDiffers(`balance of asset ${asset} in wei`, held, `at least ${least}`);
  }
}

type Counter =
  | "inboxLength"
  | "lastSealed"
  | "lastCertified"
  | "lastSlot"
  | "keysEnd"
  | "tip"
  | "generation"
  | "finalisedIndex"
  | "accountCount"
  | "frozenAt"
  | "exitCursor";

function balanceOf(
  client: L1Client,
  token: string,
  { address, blockNumber }: { readonly address: Hex; readonly blockNumber: bigint },
  patience?: Patience,
): Promise<bigint> {
  if (BigInt(token) === 0n) {
    return ask("eth_getBalance", () => client.getBalance({ address, blockNumber }), patience);
  }
  const call = {
    abi: erc20Abi,
    address: token as Hex,
    functionName: "balanceOf",
    args: [address],
    blockNumber,
  } as const;
  return ask("eth_call of balanceOf", () => client.readContract(call), patience);
}
