import type { Deployment } from "#protocol/config";
import { Database } from "../../storage/database.ts";
import { SqliteTransactions } from "../../storage/transactions.ts";
import { deploymentFromJson, deploymentToJson } from "./json.ts";
import { DEPLOY_SCHEMA, type DeployPoint } from "./schema.ts";

/** The file of one deployment on one chain by one address. */
export class DeployStore {
  readonly transactions: SqliteTransactions;
  readonly #database: Database<DeployPoint>;
  readonly #clear;
  readonly #insert;
  readonly #select;

  /** @throws StoreError saying why the file cannot be used */
  constructor(path: string, chainId: number, deployer: string) {
    const identity = `chain ${chainId}, deployer ${deployer.toLowerCase()}`;
    this.#database = Database.open(DEPLOY_SCHEMA, { path, create: true, identity });
    this.transactions = new SqliteTransactions(this.#database);
    this.#clear = this.#database.prepare("DELETE FROM deployment");
    this.#insert = this.#database.prepare("INSERT INTO deployment VALUES (?)");
    this.#select = this.#database.prepare<{ parameters: string }>("SELECT * FROM deployment");
  }

  /** What was begun; undefined before. */
  get deployment(): Deployment | undefined {
    const row = this.#select.get();
    return row === undefined ? undefined : deploymentFromJson(row.parameters);
  }

  /** Fixes what is deployed, before anything of it is sent. */
  fix(deployment: Deployment): void {
    const text = deploymentToJson(deployment);
    this.#database.transact("fixDeployment", () => {
      this.#clear.run();
      this.#insert.run(text);
    });
  }

  close(): void {
    this.#database.close();
  }
}
