import { encodeDeployData } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { abiDeployment } from "#l1/deploy";
import { type Devnet, startDevnet } from "#l1/devnet";
import { settlementAbi, settlementBytecode } from "#l1/generated/settlement";
import { dryRun } from "#l1/revert";
import { connectL1 } from "#l1/rpc";
import type { Deployment } from "#protocol/config";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import { NOW } from "../operator/files.ts";
import { RULE_CASES } from "../operator/ruleCases.ts";

let devnet: Devnet;
beforeAll(async () => {
  // Calls run in the newest block, so that its time is the one that the rules are judged at.
  devnet = await startDevnet({ timestamp: NOW - 1, blockTime: "manual" });
  await devnet.setNextBlockTimestamp(NOW);
  await devnet.mine();
});
afterAll(() => devnet.stop());

const TOKEN = `0x${"ff".padStart(40, "0")}` as const;
const JUDGE = `0x${"11".repeat(20)}` as const;
const ROOT = `0x${"22".repeat(32)}` as const;

/** Why the contract itself would not be made; undefined if it would. */
async function refusal(deployment: Deployment): Promise<string | undefined> {
  const client = connectL1(devnet.url);
  const [account] = devnet.accounts;
  const data = encodeDeployData({
    abi: settlementAbi,
    bytecode: settlementBytecode,
    args: [abiDeployment(deployment), JUDGE, JUDGE, ROOT],
  });
  const message = { data, gas: BigInt(MAX_TRANSACTION_GAS) };
  return (await dryRun(client, account?.address ?? JUDGE, message))?.text;
}

test("the contract refuses exactly what the rules told before it is sent", async () => {
  const client = connectL1(devnet.url);
  await client.request({ method: "anvil_setCode", params: [TOKEN, "0x00"] } as never);
  for (const { what, deployment, path } of RULE_CASES) {
    const reason = await refusal(deployment);
    expect({ what, reason, refused: reason !== undefined }).toEqual({
      what,
      reason,
      refused: path !== undefined,
    });
  }
});
