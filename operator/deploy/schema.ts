import type { Schema } from "../../storage/database.ts";
import { TRANSACTION_POINTS, TRANSACTION_TABLE } from "../../storage/transactions.ts";

export const DEPLOY_POINTS = ["create", "fixDeployment", ...TRANSACTION_POINTS] as const;
export type DeployPoint = (typeof DEPLOY_POINTS)[number];

/** What an interrupted deployment goes on from. */
export const DEPLOY_SCHEMA: Schema<DeployPoint> = {
  name: "the deployment's database",
  applicationId: 0x57_61_44_70,
  version: 1,
  points: DEPLOY_POINTS,
  creation: "create",
  tables: `
    -- The deployment as JSON, fixed before the first transaction is sent; one row.
    CREATE TABLE deployment (parameters TEXT NOT NULL) STRICT;

    -- Transactions to L1, written before they are sent.
    ${TRANSACTION_TABLE}
  `,
};
