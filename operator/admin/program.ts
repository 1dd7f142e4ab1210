import { Tables } from "../config/tables.ts";
import { readToml } from "../config/toml.ts";
import { adminSchema } from "../daemon/settings.ts";
import type { Output } from "../output.ts";
import { askAdmin } from "./client.ts";

/** `walras backup`. Throws OperatorConfigError, AdminFailed. */
export async function runBackup(config: string, folder: string, output: Output): Promise<void> {
  const toml = readToml(config);
  const tables = new Tables(toml);
  const admin = tables.read("admin", adminSchema);
  tables.refuse();
  if (admin === undefined) return;
  const files = await askAdmin(toml.pathOf(admin.socket), { do: "backup", folder });
  output.out({ kind: "backedUp", files });
}
