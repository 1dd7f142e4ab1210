import { randomBytes } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import { parseKeyperConfig } from "../../keyper/config.ts";
import { startKeyper } from "../../keyper/main.ts";

/** A keyper in a process that kills itself at a persistence point when it is told to. Says what its parent must know. */

export interface KeyperOrders {
  readonly settings: unknown;
  /** Milliseconds that this world's time is ahead, as text; changes while it runs. */
  readonly clockFile: string;
  /** Points to be killed at, "before x" or "after x": each once. */
  readonly kills: readonly string[];
}

const orders: KeyperOrders = JSON.parse(process.argv[2] ?? "");
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(" ")}\n`);

function killAt(when: string): void {
  if (!orders.kills.includes(when)) return;
  say("kill", when);
  process.kill(process.pid, "SIGKILL");
}

let ahead = 0;
const keyper = await startKeyper(parseKeyperConfig(orders.settings), {
  crypto: await loadCrypto(),
  group: await loadGroup(),
  random: () => new Uint8Array(randomBytes(32)),
  now: () => {
    ahead = Number(readFileSync(orders.clockFile, "utf8")) || ahead;
    return Date.now() + ahead;
  },
  say: (line) => void say("say", line),
  onFailure: (error) => {
    say("failed", String(error instanceof Error ? error.stack : error).replaceAll("\n", " | "));
    process.exit(1);
  },
  hook: {
    beforeCommit(point) {
      say("visit", point);
      killAt(`before ${point}`);
    },
    afterCommit: (point) => killAt(`after ${point}`),
  },
});
say("up", keyper.port);
