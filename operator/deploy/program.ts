import { formatEther, type Hex } from "viem";
import { readDeployment, SETTLEMENT_KEY } from "#l1/deploy";
import { L1WrongAnswer } from "#l1/errors";
import { isDevnet } from "#l1/finality";
import { deployRollup } from "#l1/rollup";
import { ask } from "#l1/rpc";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { genesisState } from "#protocol/genesis";
import { type Fault, refuse } from "../config/faults.ts";
import { settlementOf } from "../config/l1.ts";
import type { Output } from "../output.ts";
import { postBonds } from "./bonds.ts";
import { assetFaults, clockFaults, symbolOf } from "./checks.ts";
import { deploymentOf } from "./deployment.ts";
import { writeInputs } from "./inputs.ts";
import { differences } from "./json.ts";
import { type Manifest, manifestOf, writeManifest } from "./manifest.ts";
import { balanceFaults, costOf, planLines } from "./plan.ts";
import { atSite, type Site } from "./site.ts";

/** `walras deploy`: one file in, three contracts on L1, a manifest and the explorers' inputs out. */

export interface DeployArguments {
  readonly config: string;
  /** Tell what would be done and send nothing. */
  readonly dryRun: boolean;
  readonly postBonds: boolean;
  /** Asks a person whether to go on. */
  readonly confirm: () => Promise<boolean>;
}

export type DeployEnd = "done" | "planned" | "declined";

/** @throws OperatorConfigError naming every fault, SecretFileError, StoreError, L1Error */
export function runDeploy(args: DeployArguments, output: Output): Promise<DeployEnd> {
  return atSite(args.config, async (site) => {
    const { store, sender } = site;
    // Fixed and never sent is not begun.
    const begun = store.transactions.load().length > 0 ? store.deployment : undefined;
    const deployment = await deploymentFor(site, begun);
    if (begun === undefined) await plan(site, deployment, args.postBonds, output);
    else output.note("goes on with the deployment that was begun");
    if (args.dryRun) return "planned";
    if (!(await args.confirm())) return "declined";
    if (begun === undefined) store.fix(deployment);
    await sender.resume();
    const manifest = await send(site, deployment);
    output.out({ kind: "deployed", ...manifest, parameters: undefined });
    if (args.postBonds) await post(site, manifest.settlement, deployment, output);
    return "done";
  });
}

/** `walras deploy bonds`: posts what is missing of the bonds of a deployment that is there. */
export function runBonds(config: string, output: Output): Promise<void> {
  return atSite(config, async (site) => {
    const settlement = settlementOf(site.config.l1, site.toml);
    await site.sender.resume();
    const { deployment } = await readDeployment(site.client, settlement);
    await post(site, settlement, deployment, output);
  });
}

/** Daemons send from these addresses, and nothing else may: it would take their nonces. */
function deployerFaults({ deployer, config }: Site): Fault[] {
  const { sequencer, keypers } = config.deployment;
  if (![sequencer, ...keypers].includes(deployer.toLowerCase())) return [];
  const expected = "a key of its own, neither the sequencer's nor a keyper's";
  return [{ path: "deploy.keyFile", given: deployer, expected }];
}

/** What the file says, free of faults; or what was begun, if the file still says the same. */
async function deploymentFor(site: Site, begun: Deployment | undefined): Promise<Deployment> {
  const { client, chainId, config, toml } = site;
  const newest = await ask("eth_getBlockByNumber", () => client.getBlock());
  const here = Math.floor(Date.now() / 1_000);
  const l1Now = Number(newest.timestamp);
  // The file is judged as of when it was begun: slot 1 may have opened meanwhile.
  const derived = deploymentOf(config, begun?.genesisTime ?? Math.max(l1Now, here));
  const faults: Fault[] = "faults" in derived ? [...derived.faults] : [];
  faults.push(...deployerFaults(site));
  faults.push(...(await assetFaults(client, config.assets)));
  if (!(await isDevnet(client, chainId))) faults.push(...clockFaults(l1Now, here));
  refuse(toml.path, faults);
  if (!("value" in derived)) throw new RangeError("neither a deployment nor faults");
  if (begun === undefined) return derived.value;
  const { opensAt } = config.deployment;
  const said = { ...derived.value, genesisTime: opensAt ?? begun.genesisTime };
  const changed = differences(said, begun);
  const expected = `as it was when ${config.deploy.database} was begun; move that file away to deploy anew`;
  refuse(
    toml.path,
    changed.map((name) => ({ path: `deployment.${name}`, given: "a change", expected })),
  );
  return begun;
}

async function plan(
  site: Site,
  deployment: Deployment,
  bonds: boolean,
  output: Output,
): Promise<void> {
  const { client, chainId, deployer, toml } = site;
  const root = genesisState(deployment).root();
  const cost = await costOf(client, deployer, deployment, root, bonds);
  refuse(toml.path, balanceFaults(cost, deployer));
  const symbols = await Promise.all(deployment.assets.map(({ token }) => symbolOf(client, token)));
  for (const line of planLines(deployer, chainId, deployment, symbols, cost)) output.note(line);
}

/** Deploys, reads back what L1 keeps, and writes it down. */
async function send(site: Site, deployment: Deployment): Promise<Manifest> {
  const { client, sender, chainId, deployer, config, toml } = site;
  const genesisRoot = genesisState(deployment).root();
  const deployed = await deployRollup(sender, deployment, genesisRoot);
  const kept = await readDeployment(client, deployed.address);
  const changed = differences(kept.deployment, deployment);
  if (changed.length > 0 || toHex(kept.genesisRoot) !== toHex(genesisRoot))
    throw new L1WrongAnswer("the deployment", changed.join(", "), "what was sent");
  const hashOf = async (key: string): Promise<Hex> => (await sender.send({ key, data: "0x" })).hash;
  const { address: settlement, challenger, misconduct, blockNumber: block } = deployed;
  const transactions = {
    settlement: await hashOf(SETTLEMENT_KEY),
    fraudProof: await hashOf("deploy:fraudProof"),
    misconduct: await hashOf("deploy:misconduct"),
  };
  const where = { chainId, settlement, challenger, misconduct, block, deployer, transactions };
  const manifest = manifestOf({ ...where, genesisRoot: toHex(genesisRoot) }, deployment);
  writeManifest(toml.pathOf(config.deploy.manifest), manifest);
  writeInputs(toml.pathOf(config.deploy.verification), manifest, deployment);
  return manifest;
}

async function post(
  { client, sender }: Site,
  settlement: Hex,
  deployment: Deployment,
  output: Output,
): Promise<void> {
  await postBonds(client, sender, settlement, deployment, ({ role, party }, value) => {
    output.note(`bond of ${role} ${party}: ${formatEther(value)} ETH`);
    output.out({ kind: "bond", role, party, value });
  });
}
