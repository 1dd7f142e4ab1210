import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDeployment } from "#l1/deploy";
import { NonceTaken } from "#l1/errors";
import { type DeployedPair, deployRollup, isFraudProof } from "#l1/fraudProof";
import { fraudProofAbi } from "#l1/generated/fraudProof";
import { connectL1 } from "#l1/rpc";
import { Sender, type TransactionStore } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
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

const deploy = (sender: Sender): Promise<DeployedPair> => {
  const { deployment } = chain;
  return deployRollup(sender, deployment, genesisState(deployment).root());
};

const judges = (pair: Pick<DeployedPair, "challenger" | "address">, settlement: string) => {
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

describe("Settlement and its FraudProof", () => {
  test("know each other, however often the deployment is begun", async () => {
    const file = new FileStore(join(folder, "transactions"));
    for (const saves of [0, 1]) {
      await expect(deploy(senderOf(6, dyingAfter(saves, file)))).rejects.toThrow("killed");
    }
    const pair = await deploy(senderOf(6, file));
    expect(await deploy(senderOf(6, file))).toEqual(pair);
    expect((await readDeployment(chain.client, pair.address)).challenger).toBe(pair.challenger);
    const settlement = await chain.client.readContract({
      address: pair.challenger,
      abi: fraudProofAbi,
      functionName: "settlement",
    });
    expect(settlement.toLowerCase()).toBe(pair.address);
    expect(await chain.client.getTransactionCount({ address: chain.party(6).address })).toBe(2);
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

  test("are not begun again where another transaction came between them", async () => {
    const file = new FileStore(join(folder, "broken"));
    await expect(deploy(senderOf(8, dyingAfter(1, file)))).rejects.toThrow("killed");
    const to = chain.party(9).address;
    await senderOf(8, file).send({ key: "other", to, data: "0x" });
    await expect(deploy(senderOf(8, file))).rejects.toThrow(NonceTaken);
  });
});
