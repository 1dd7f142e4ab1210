import { expect } from "vitest";
import type { Crypto } from "#protocol/crypto";
import type { Random } from "../reference/random.ts";
import type { Identity, SlotKey, Suite } from "../reference/sealing.ts";
import { Exchange, type Ran } from "./exchange.ts";
import { randomDeployment } from "./randomDeployment.ts";
import { ACCOUNTS, Scenario } from "./scenario.ts";
import { SlotBuilder } from "./slotBuilder.ts";

/** Random courses of slots, each in a deployment of its own. */

const SLOTS_OF_A_COURSE = 25;
const ERA = 2 ** 20;
const STEPS_PER_ROOT = [8, 16, 32];

/** Where slot numbers begin: at the start, before an era ends, and before slot numbers end. */
const STARTS = [0, 0, 41, ERA - 8, 3 * ERA - 9, 4 * ERA - 2, 2 ** 32 - 1 - 40];

export interface Tools {
  readonly suite: Suite;
  readonly crypto: Crypto;
  /** One for each of ACCOUNTS. */
  readonly identities: readonly Identity[];
  readonly keys: readonly SlotKey[];
  /** Drawn for each course unless given. */
  readonly domainSeparator?: Uint8Array;
  readonly stepsPerRoot?: number;
}

/** Keys are made once: real ones are slow. */
export function makeTools(random: Random, suite: Suite, crypto: Crypto): Tools {
  const identities = ACCOUNTS.map(() => suite.identity(random.bytes(32)));
  const keys = Array.from({ length: 8 }, () => suite.slotKey(random.bytes(32)));
  return { suite, crypto, identities, keys };
}

/** Runs course after course while `goOn` says so; it sees every slot. Fails where the executions differ. */
export function runCourses(
  random: Random,
  tools: Tools,
  goOn: (ran: Ran, exchange: Exchange) => boolean,
): void {
  for (let course = 0; runCourse(random, tools, course, goOn); course++);
}

function runCourse(
  random: Random,
  tools: Tools,
  course: number,
  goOn: (ran: Ran, exchange: Exchange) => boolean,
): boolean {
  const drawnSteps = STEPS_PER_ROOT[course % STEPS_PER_ROOT.length] as number;
  const stepsPerRoot = tools.stepsPerRoot ?? drawnSteps;
  const operator = tools.identities[0] as Identity;
  const deployment = randomDeployment(random, stepsPerRoot, operator);
  const drawnDomain = random.bytes(32);
  const domainSeparator = tools.domainSeparator ?? drawnDomain;
  const exchange = new Exchange(deployment, { crypto: tools.crypto, domainSeparator });
  const builder = new SlotBuilder(tools.suite, domainSeparator);
  const drawn = { from: random.pick(STARTS), jumps: random.pick([0, 15, 50]) };
  const scenario = new Scenario(random, builder, tools, deployment, exchange.ledger, drawn);
  if (random.chance(50)) age(random, exchange);
  for (let n = 0; n < SLOTS_OF_A_COURSE && scenario.hasNext; n++) {
    const input = scenario.next();
    const ran = exchange.run(input, n % 8 === 0);
    if (ran.faults.length > 0) {
      const faults = ran.faults.slice(0, 20).join("\n");
      expect.fail(`course ${course}, slot ${input.seal.slot}:\n${faults}`);
    }
    if (!goOn(ran, exchange)) return false;
  }
  return true;
}

/** Rings about to turn over, positions beyond 32 bits, and sums withdrawn about to pass 2^64. */
function age(random: Random, exchange: Exchange): void {
  for (const [market, last] of exchange.ledger.last.entries()) {
    for (const side of ["buy", "sell"] as const) {
      for (const tick of [last - 1, last, last + 1]) {
        if (tick < 1 || tick >= ERA) continue;
        const turn = random.pick([2 ** 16, 2 ** 32, 2 ** 48]);
        exchange.ageLevel(market, side, tick, turn - random.between(1, 4));
      }
    }
  }
  exchange.ageWithdrawn(ACCOUNTS[1] as number, 0);
}
