import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningSequencer } from "../../sequencer/main.ts";
import type { AdminAnswer } from "./messages.ts";

const OWNER_ALONE = 0o700;

/**
 * Writes copies of a running sequencer's files into a folder made for them.
 * @param keyper whether there is a keyper in this process
 */
export async function backUp(
  sequencer: Pick<RunningSequencer, "backup">,
  folder: string,
  keyper: boolean,
  about: object,
): Promise<AdminAnswer> {
  mkdirSync(folder, { mode: OWNER_ALONE });
  const files = {
    sequencer: join(folder, "sequencer.sqlite"),
    keyper: join(folder, "keyper.sqlite"),
  };
  await sequencer.backup(files);
  const note = join(folder, "backup.json");
  // Last: a folder without it is not whole.
  writeFileSync(note, `${JSON.stringify(about, null, 2)}\n`);
  return { ok: true, files: [files.sequencer, ...(keyper ? [files.keyper] : []), note] };
}
