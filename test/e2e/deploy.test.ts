import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDeployment } from "#l1/deploy";
import { NonceTaken } from "#l1/errors";
import { isFraudProof } from "#l1/fraudProof";
import { fraudProofAbi } from "#l1/generated/fraudProof";
import { isMisconduct } from "#l1/misconduct";
import { type DeployedRollup, deployRollup } from "#l1/rollup";
import { connectL1 } from "#l1/rpc";
import { Sender, type TransactionStore } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { genesisState } from "#protocol/genesis";
import { domainSeparatorOf } from "#protocol/messages";
import { FileStore } from "../l1/fileStore.ts";
import { TestChain } from "./harness.ts";

let chain: TestChain;
let folder: string;
beforeAll(async () => {
  chain = await TestChain.start();
  folder = mkdtempSync(join(tmpdir(), "walras-deploy-"));
});
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true });
});

const senderOf = (party: number, store: TransactionStore): Sender =>
  new Sender({
    client: connectL1(chain.devnet.url),
    chainId: chain.devnet.chainId,
    account: privateKeyToAccount(chain.party(party).privateKey),
    store,
    pollMs: 5,
  });

const deploy = (sender: Sender): Promise<DeployedRollup> => {
  const { deployment } = chain;
  return deployRollup(sender, deployment, genesisState(deployment).root());
};

const judges = (pair: Pick<DeployedRollup, "challenger" | "address">, settlement: string) => {
  const { crypto, client, devnet } = chain;
  const separator = domainSeparatorOf(crypto, devnet.chainId, hexToBytes(pair.address));
  return isFraudProof(client, pair.challenger, settlement, separator);
};

/** A store that stops working after so many transactions, as a process that is killed does. */
function dyingAfter(saves: number, store: TransactionStore): TransactionStore {
  let left = saves;
  return {
    load: () => store.load(),
    remove: (key) => store.remove(key),
    save: (transaction) => {
      if (left-- === 0) throw new RangeError("killed");
      store.save(transaction);
    },
  };
}

describe("Settlement and the contracts that it obeys", () => {
  test("know each other, however often the deployment is begun", async () => {
    const file = new FileStore(join(folder, "transactions"));
    for (const saves of [0, 1, 1]) {
      await expect(deploy(senderOf(6, dyingAfter(saves, file)))).rejects.toThrow("killed");
    }
    const pair = await deploy(senderOf(6, file));
    expect(await deploy(senderOf(6, file))).toEqual(pair);
    const { challenger, misconduct } = await readDeployment(chain.client, pair.address);
    expect({ challenger, misconduct }).toEqual({
      challenger: pair.challenger,
      misconduct: pair.misconduct,
    });
    const settlement = await chain.client.readContract({
      address: pair.challenger,
      abi: fraudProofAbi,
      functionName: "settlement",
    });
    expect(settlement.toLowerCase()).toBe(pair.address);
    expect(await chain.client.getTransactionCount({ address: chain.party(6).address })).toBe(3);
  });

  test("are told from other code, and from a FraudProof of another Settlement", async () => {
    const pair = await deploy(senderOf(7, new FileStore(join(folder, "others"))));
    expect(await judges(pair, pair.address)).toBe(true);
    expect(await judges(pair, chain.settlement)).toBe(false);
    const { challenger, settlement } = chain;
    expect(await judges({ challenger, address: settlement }, settlement)).toBe(false);
    const nothing = chain.party(9).address;
    expect(await judges({ challenger: nothing, address: settlement }, settlement)).toBe(false);
  });

  test("so is Misconduct, from other code and from one of another deployment", async () => {
    const { client, crypto, devnet, deployment } = chain;
    const { misconduct, address } = await deploy(senderOf(5, new FileStore(join(folder, "more"))));
    const separator = domainSeparatorOf(crypto, devnet.chainId, hexToBytes(address));
    const judge = (at: string, settlement: string, of: Deployment): Promise<boolean> =>
      isMisconduct(client, at, settlement, separator, of);
    expect(await judge(misconduct, address, deployment)).toBe(true);
    expect(await judge(misconduct, chain.settlement, deployment)).toBe(false);
    expect(await judge(address, address, deployment)).toBe(false);
    const later = { ...deployment, sealDelay: deployment.sealDelay + 1 };
    expect(await judge(misconduct, address, later)).toBe(false);
    const others = { ...deployment, keypers: [deployment.sequencer] };
    expect(await judge(misconduct, address, others)).toBe(false);
  });

  test("are not begun again where another transaction came between them", async () => {
    const file = new FileStore(join(folder, "broken"));
    await expect(deploy(senderOf(8, dyingAfter(1, file)))).rejects.toThrow("killed");
    const to = chain.party(9).address;
    await senderOf(8, file).send({ key: "other", to, data: "0x" });
    await expect(deploy(senderOf(8, file))).rejects.toThrow(NonceTaken);
  });
});
