import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { WrongChain } from "#l1/errors";
import { ask, connectL1, type L1Client } from "#l1/rpc";
import { Sender } from "#l1/send";
import { keyPlaceOf } from "../config/keyPlace.ts";
import { readToml, type TomlFile } from "../config/toml.ts";
import { keyAt } from "../keys.ts";
import { type DeployConfig, deployConfigOf } from "./config.ts";
import { DeployStore } from "./store.ts";

/** Where something is deployed: the file that says it, the chain, and who pays. */
export interface Site {
  readonly toml: TomlFile;
  readonly config: DeployConfig;
  readonly client: L1Client;
  readonly chainId: number;
  readonly deployer: Hex;
  readonly store: DeployStore;
  readonly sender: Sender;
}

const GWEI = 1_000_000_000n;
const POLL_MS = 500;

/**
 * Opens it for `work` and closes it again.
 * @throws OperatorConfigError naming every setting that cannot be read, SecretFileError, StoreError, L1Error
 */
export async function atSite<T>(path: string, work: (site: Site) => Promise<T>): Promise<T> {
  const toml = readToml(path);
  const config = deployConfigOf(toml);
  const { l1, deploy } = config;
  const account = privateKeyToAccount(await keyAt(keyPlaceOf(deploy, (file) => toml.pathOf(file))));
  const client = connectL1(l1.rpc);
  const chainId = await ask("eth_chainId", () => client.getChainId());
  if (chainId !== l1.chainId) throw new WrongChain(chainId, l1.chainId);
  const store = new DeployStore(toml.pathOf(deploy.database), chainId, account.address);
  const mostFeePerGas = BigInt(deploy.mostGweiPerGas) * GWEI;
  const { transactions } = store;
  const sender = new Sender({
    client,
    chainId,
    account,
    store: transactions,
    pollMs: POLL_MS,
    mostFeePerGas,
  });
  try {
    return await work({ toml, config, client, chainId, deployer: account.address, store, sender });
  } finally {
    store.close();
  }
}
