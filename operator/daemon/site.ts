import type { Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { readDeployment } from "#l1/deploy";
import { WrongChain } from "#l1/errors";
import { isDevnet, requireConfirmations } from "#l1/finality";
import { ask, connectL1, type L1Client } from "#l1/rpc";
import type { Deployment } from "#protocol/config";
import { WalrasError } from "#protocol/errors";
import { type Fault, refuse } from "../config/faults.ts";
import { keyPlaceOf } from "../config/keyPlace.ts";
import { settlementOf } from "../config/l1.ts";
import type { TomlFile } from "../config/toml.ts";
import { bondsOf, missingOf } from "../deploy/bonds.ts";
import { clockFaults } from "../deploy/checks.ts";
import { assetOf } from "../deploy/units.ts";
import { type KeyPlace, keyAt } from "../keys.ts";
import type { DaemonConfig } from "./config.ts";

/** A sequencer's surroundings, judged before anything begins. */
export interface DaemonSite {
  readonly client: L1Client;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly deployment: Deployment;
  readonly devnet: boolean;
  readonly sequencerKey: Hex;
  /** Of an embedded keyper. */
  readonly keyperKey: Hex | undefined;
  /** What is wrong and yet no reason not to start: what is sealed must be opened and claimed all the same. */
  readonly warnings: readonly string[];
}

/** @throws OperatorConfigError naming every fault, L1Error where L1 cannot be asked */
export async function daemonSiteOf(config: DaemonConfig, toml: TomlFile): Promise<DaemonSite> {
  const faults: Fault[] = [];
  const keyOf = (path: string, place: KeyPlace): Promise<Hex | undefined> =>
    keyAt(place).catch((error: unknown) => {
      if (!(error instanceof WalrasError)) throw error;
      faults.push({ path, given: error.message, expected: "a key that can be read" });
      return undefined;
    });
  const { keypers, l1 } = config;
  const sequencerKey = await keyOf("sequencer.keyFile", config.sequencerKey);
  const keyperKey =
    keypers.kind === "embedded"
      ? await keyOf(
          "keypers.keyFile",
          keyPlaceOf(keypers, (file) => toml.pathOf(file)),
        )
      : undefined;
  const settlement = settlementOf(l1, toml);
  const client = connectL1(l1.rpc);
  const chainId = await ask("eth_chainId", () => client.getChainId());
  if (chainId !== l1.chainId) throw new WrongChain(chainId, l1.chainId);
  await requireConfirmations(
    client,
    chainId,
    config.sequencer.confirmations,
    config.allowUnconfirmed,
  );
  const { deployment } = await readDeployment(client, settlement);
  const devnet = await isDevnet(client, chainId);
  faults.push(...partyFaults(deployment, keypers, sequencerKey, keyperKey));
  faults.push(...assetFaults(deployment, config.assets));
  if (!devnet) faults.push(...(await skewFaults(client)));
  refuse(toml.path, faults);
  return {
    client,
    chainId,
    settlement,
    deployment,
    devnet,
    sequencerKey: sequencerKey ?? "0x",
    keyperKey,
    warnings: await missingBonds(client, settlement, deployment),
  };
}

function partyFaults(
  deployment: Deployment,
  keypers: DaemonConfig["keypers"],
  sequencerKey: Hex | undefined,
  keyperKey: Hex | undefined,
): Fault[] {
  const faults: Fault[] = [];
  const same = (path: string, key: Hex | undefined, expected: string): void => {
    const given = key === undefined ? expected : privateKeyToAddress(key).toLowerCase();
    if (given !== expected)
      faults.push({ path, given: `a key of ${given}`, expected: `that of ${expected}` });
  };
  same("sequencer.keyFile", sequencerKey, deployment.sequencer);
  const { length } = deployment.keypers;
  if (keypers.kind === "embedded") {
    if (length > 1)
      faults.push({
        path: "keypers.kind",
        given: "embedded",
        expected: `"committee": the deployment has ${length} keypers`,
      });
    else same("keypers.keyFile", keyperKey, deployment.keypers[0] ?? "");
  } else if (keypers.urls.length !== length) {
    const expected = `${length}, one for each keyper on L1`;
    faults.push({ path: "keypers.urls", given: keypers.urls.length, expected });
  }
  return faults;
}

/** What the file says of the assets must be what L1 keeps, or amounts would be told wrongly. */
function assetFaults({ assets }: Deployment, told: DaemonConfig["assets"]): Fault[] {
  if (assets.length !== told.length)
    return [{ path: "assets", given: told.length, expected: `${assets.length}, as on L1` }];
  return told.flatMap((asset, index): Fault[] => {
    const derived = assetOf(index, asset);
    if (!("value" in derived)) return [...derived.faults];
    const kept = assets[index];
    const { token, scale } = derived.value;
    if (token === kept?.token && scale === kept.scale) return [];
    const expected = `token ${kept?.token} with ${kept?.scale} of its least parts in a unit, as on L1`;
    return [{ path: `assets[${index}]`, given: { token, scale: scale.toString() }, expected }];
  });
}

async function skewFaults(client: L1Client): Promise<Fault[]> {
  const { timestamp } = await ask("eth_getBlockByNumber", () => client.getBlock());
  return clockFaults(Number(timestamp), Math.floor(Date.now() / 1_000));
}

async function missingBonds(
  client: L1Client,
  settlement: Hex,
  deployment: Deployment,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const bond of bondsOf(deployment)) {
    const missing = await missingOf(client, settlement, bond);
    if (missing > 0n)
      warnings.push(`${missing} wei are missing of the bond of ${bond.role} ${bond.party}`);
  }
  return warnings;
}
