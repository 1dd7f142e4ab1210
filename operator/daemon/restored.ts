import { existsSync } from "node:fs";
import type { Hex } from "viem";
import { SEQUENCER_SCHEMA } from "../../sequencer/store/schema.ts";
import { Database } from "../../storage/database.ts";

/**
 * Makes a copy of a sequencer's database safe to go on from, when the one that it was taken of is lost: gives up all slots that were
 * not certified in it. Receipts may have been given for them after the copy was made, which it does not know of. To seal such a
 * slot without those envelopes costs the sequencer its bond and its role; not to seal it costs the fine for a missed slot.
 * @returns the slots given up, rising
 * @throws StoreError
 */
export function giveUpUncertified(path: string, chainId: number, settlement: Hex): number[] {
  if (!existsSync(path)) return [];
  const identity = `chain ${chainId}, settlement ${settlement}`;
  const database = Database.open(SEQUENCER_SCHEMA, { path, create: false, identity });
  try {
    const uncertified = `slot NOT IN (SELECT slot FROM slot WHERE certificate IS NOT NULL)
      AND slot > coalesce((SELECT max(slot) FROM executed), 0)`;
    const given = database.prepare<{ slot: number }>(
      `SELECT DISTINCT slot FROM envelope WHERE ${uncertified} ORDER BY slot`,
    );
    const envelopes = database.prepare(`DELETE FROM envelope WHERE ${uncertified}`);
    const slots = database.prepare(`DELETE FROM slot WHERE ${uncertified}`);
    return database.transact("prune", () => {
      const found = given.all().map(({ slot }) => slot);
      envelopes.run();
      slots.run();
      return found;
    });
  } finally {
    database.close();
  }
}
