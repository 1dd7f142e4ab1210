import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import type { History } from "../../sequencer/history/history.ts";
import { embeddedKeys, startSequencer } from "../../sequencer/main.ts";
import type { PersistenceHook } from "../../storage/database.ts";
import { FLOW_SLOTS, playFlow, TRADERS } from "./crashFlow.ts";
import { World, type WorldPlan } from "./world.ts";

/** Plays the flow in a process that may kill itself at a persistence point. Says on its output what the parent must know. */

export interface ChildOrders {
  readonly plan: WorldPlan;
  readonly name: string;
  /** How often the process was killed at each point, "before x" or "after x". */
  readonly kills: Readonly<Record<string, number>>;
  /** Where it was killed last. */
  readonly last: string | undefined;
  /** Kills at one point; 0: none. */
  readonly most: number;
}

const orders: ChildOrders = JSON.parse(process.argv[2] ?? "");
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(" ")}\n`);

/** Before a commit first; on coming to the same point again, after it. So every commit is lost once and kept once. */
function hook<Point extends string>(room: string): PersistenceHook<Point> {
  const killAt = (when: string): void => {
    if ((orders.kills[when] ?? 0) >= orders.most) return;
    say("kill", when);
    process.kill(process.pid, "SIGKILL");
  };
  return {
    beforeCommit(point) {
      say("visit", `${room}.${point}`);
      if (orders.last !== `before ${room}.${point}`) killAt(`before ${room}.${point}`);
    },
    afterCommit(point) {
      if (orders.last === `before ${room}.${point}`) killAt(`after ${room}.${point}`);
    },
  };
}

/** All that the history tells of what the flow did. */
function digestOf(history: History): string {
  const all = { limit: 100_000 };
  const told = [
    history.slots(all),
    history
      .slots(all)
      .map(({ figures: { slot } }) => [
        history.auction(slot, 0),
        history.fillsOfSlot(slot, 0, all.limit),
        history.accountsChanged(slot),
      ]),
    Array.from({ length: TRADERS + 1 }, (_, account) => [
      history.events(account, all),
      history.orders(account, false, all),
      history.fillsOf(account, all),
      [...history.locked(account)],
      FLOW_SLOTS.map((slot) => history.envelope(slot, account)),
    ]),
    history.candles(0, 3_600, all),
  ];
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

const world = await World.enter(orders.plan);
const options = world.options(orders.name);
const sequencer = await startSequencer(
  {
    ...options,
    keys: embeddedKeys({ ...world.keyperOptions(orders.name), hook: hook("keyper") }),
    hook: hook("sequencer"),
  },
  (status) => {
    if ("error" in status) say("status", status.kind, status.what, String(status.error));
  },
);
await playFlow(world, sequencer, ({ slot, account, version }) =>
  say("receipt", slot, account, version),
);
say("root", Buffer.from(sequencer.executor.root).toString("hex"));
say("history", digestOf(sequencer.exchange.history));
await sequencer.stop();
await world.close();
