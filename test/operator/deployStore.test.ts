import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonOf } from "../../operator/deploy/json.ts";
import { readManifest, writeManifest } from "../../operator/deploy/manifest.ts";
import { DeployStore } from "../../operator/deploy/store.ts";
import { faultsIn, goodDeployment, scratch } from "./files.ts";

const DEPLOYER = `0x${"Ab".repeat(20)}` as const;
const hash = `0x${"cd".repeat(32)}` as const;
let folder: ReturnType<typeof scratch>;
let path = "";
beforeEach(() => {
  folder = scratch();
  path = join(folder.path, "deploy.sqlite");
});
afterEach(() => folder.clean());

describe("the file of a deployment", () => {
  test("keeps what was begun, and what was sent, for the next run", () => {
    const first = new DeployStore(path, 5, DEPLOYER);
    expect(first.deployment).toBeUndefined();
    first.fix({ ...goodDeployment, quorum: 2 });
    first.fix(goodDeployment);
    const sent = { key: "deploy:settlement", nonce: 3, hash, raw: "0x02" } as const;
    first.transactions.save(sent);
    first.close();
    const next = new DeployStore(path, 5, DEPLOYER.toLowerCase());
    expect(next.deployment).toEqual(goodDeployment);
    expect(next.transactions.load()).toEqual([sent]);
    next.close();
  });

  test("is refused for another chain or another deployer", () => {
    new DeployStore(path, 5, DEPLOYER).close();
    for (const open of [
      () => new DeployStore(path, 6, DEPLOYER),
      () => new DeployStore(path, 5, `0x${"11".repeat(20)}`),
    ]) {
      expect(open).toThrow("another deployment");
    }
  });
});

describe("the manifest", () => {
  test("leads programs to the deployment, on its own chain alone", () => {
    const file = join(folder.path, "deployment.json");
    const settlement = `0x${"5e".repeat(20)}` as const;
    writeManifest(file, {
      chainId: 5,
      settlement,
      challenger: DEPLOYER,
      misconduct: DEPLOYER,
      genesisRoot: hash,
      block: 7,
      deployer: DEPLOYER,
      transactions: { settlement: hash, fraudProof: hash, misconduct: hash },
      parameters: jsonOf(goodDeployment),
    });
    expect(readManifest(file, 5)).toEqual({ settlement });
    expect(faultsIn(() => readManifest(file, 6))).toEqual(["l1.deployment"]);
    expect(faultsIn(() => readManifest(join(folder.path, "none.json"), 5))).toEqual([
      "l1.deployment",
    ]);
    expect(faultsIn(() => readManifest(path, 5))).toEqual(["l1.deployment"]);
  });
});
