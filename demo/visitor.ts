import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeProfile } from "../client/node/writeProfile.ts";
import { isRunning } from "./children.ts";
import { VISITOR } from "./funding.ts";
import type { Network } from "./network.ts";
import type { Trader } from "./trader.ts";

/** An account with money for whoever sits before the demo, to trade with from another terminal or the explorer. */

const FOLDER = ".walras";
/** Names the demo that the folder belongs to. */
const MARK = "demo.pid";
/** Of scrypt: play money needs no half second for each command. */
const COST = 2 ** 12;

export interface Addresses {
  /** Of the sequencer's API. */
  readonly url: string;
  readonly network: Pick<Network, "devnet" | "settlement">;
}

/**
 * Writes settings for the trader's commands into `.walras` below `folder`, unless others stand there.
 * @returns what takes them away again; undefined if nothing was written
 */
export async function writeVisitor(
  folder: string,
  { url, network }: Addresses,
  { account, privateKey }: Trader,
): Promise<(() => void) | undefined> {
  const at = join(folder, FOLDER);
  if (!isFree(at)) return undefined;
  rmSync(at, { recursive: true, force: true });
  await writeProfile(at, {
    name: VISITOR,
    url,
    rpc: network.devnet.url,
    settlement: network.settlement,
    account,
    privateKey,
    passphrase: randomBytes(16).toString("hex"),
    cost: COST,
  });
  writeFileSync(join(at, MARK), `${process.pid}\n`);
  return () => rmSync(at, { recursive: true, force: true });
}

/** Whether there is no such folder, or one that a demo left behind which is no more. */
function isFree(at: string): boolean {
  if (!existsSync(at)) return true;
  const mark = join(at, MARK);
  return existsSync(mark) && !isRunning(Number(readFileSync(mark, "utf8")));
}
