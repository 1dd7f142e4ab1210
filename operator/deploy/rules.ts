import type { AssetParams, Deployment, MarketParams } from "#protocol/config";
import {
  BPS,
  MAX_AMOUNT,
  MAX_ASSETS,
  MAX_FEE_BPS,
  MAX_KEYPERS,
  MAX_MARKETS,
  MAX_OPERATION_FEE,
  MAX_STEPS_PER_ROOT,
  MIN_STEPS_PER_ROOT,
  TICK_LIMIT,
} from "#protocol/constants";
import type { Fault } from "../config/faults.ts";

/**
 * contracts/libraries/DeploymentRules.sol again, for an operator: every fault instead of the first, each with its reason. What only
 * L1 knows, whether a token has code, is not here.
 */

const U32 = 2 ** 32 - 1;
const U48 = 2 ** 48 - 1;
const U128 = 2n ** 128n - 1n;
/** Genesis lies at most this far ahead, seconds. */
const MAX_LEAD = 365 * 86_400;
const ZERO = `0x${"00".repeat(20)}`;

class Rules {
  readonly faults: Fault[] = [];

  within(
    path: string,
    given: number | bigint,
    least: number | bigint,
    most: number | bigint,
    why = "",
  ): void {
    if (given >= least && given <= most) return;
    const range = `${least} … ${most}${why === "" ? "" : ` (${why})`}`;
    this.faults.push({ path, given, expected: range });
  }

  holds(good: boolean, path: string, given: unknown, expected: string): void {
    if (!good) this.faults.push({ path, given, expected });
  }
}

/**
 * @param now of the block that deploys, unix seconds
 * @returns every fault, in the contract's order
 */
export function deploymentFaults(deployment: Deployment, now: number): Fault[] {
  const rules = new Rules();
  times(rules, deployment, now);
  parties(rules, deployment);
  assets(rules, deployment.assets);
  rules.within("markets", deployment.markets.length, 0, MAX_MARKETS);
  for (const [index, market] of deployment.markets.entries()) {
    checkMarket(rules, `markets[${index}]`, market, deployment.assets.length);
  }
  return rules.faults;
}

function times(rules: Rules, d: Deployment, now: number): void {
  const delay = (name: keyof Deployment & string, least: number, why = ""): void =>
    rules.within(`deployment.${name}`, d[name] as number, least, U32, why);
  delay("interval", 1);
  const opens = "slot 1 must not have closed when L1 mines the deployment, nor open in over a year";
  const earliest = Math.max(0, now - d.interval);
  rules.within("deployment.opensAt", d.genesisTime, earliest, Math.min(now + MAX_LEAD, U48), opens);
  rules.within("deployment.stepsPerRoot", d.stepsPerRoot, MIN_STEPS_PER_ROOT, MAX_STEPS_PER_ROOT);
  delay("sealDelay", 1);
  rules.within(
    "deployment.inboxDelay",
    d.inboxDelay,
    1,
    Math.min(d.genesisTime, U32),
    "above zero, so that what a slot takes in is known when it closes",
  );
  delay("revealDelay", 1);
  delay(
    "challengeWindow",
    2 * d.revealDelay,
    "twice revealDelay: a claim can only be challenged when its slots' keys are decided, and half of the window is left for that",
  );
  delay("sweepDelay", 1);
  const stalled = 3 * d.challengeWindow + d.sweepDelay;
  const queued = d.interval + d.inboxDelay + d.sealDelay + 1;
  delay(
    "freezeDelay",
    Math.max(stalled, queued),
    "3 · challengeWindow + sweepDelay, and interval + inboxDelay + sealDelay + 1: claims can be made anew, and an operation taken in, before the exchange counts as stalled",
  );
  delay(
    "exitDelay",
    d.sealDelay + d.revealDelay + 2 * d.challengeWindow,
    "sealDelay + revealDelay + 2 · challengeWindow: the last slot is sealed, opened, claimed and final, though its first claim dies",
  );
  rules.within(
    "deployment.operationFee",
    d.operationFee,
    0,
    MAX_OPERATION_FEE,
    "units of the first asset: the fee of the longest envelope is an amount",
  );
}

function parties(rules: Rules, d: Deployment): void {
  const party = (name: string, given: string): void =>
    rules.holds(given !== ZERO, `deployment.${name}`, given, "an address that is not zero");
  for (const name of ["registrationFee", "sequencerBond", "keyperBond", "claimantBond"] as const)
    rules.within(`deployment.${name}`, d[name], 0n, U128, "wei");
  party("sequencer", d.sequencer);
  rules.within("deployment.dropFee", d.dropFee, 0n, d.sequencerBond, "wei, within sequencerBond");
  party("operatorOwner", d.operatorOwner);
  party("operatorSigner", d.operatorSigner);
  const n = d.keypers.length;
  rules.within("deployment.keypers", n, 1, MAX_KEYPERS, "number of keypers");
  for (const [index, keyper] of d.keypers.entries()) {
    party(`keypers[${index}]`, keyper);
    const first = d.keypers.indexOf(keyper);
    const expected = `another than keypers[${first}]`;
    rules.holds(first === index, `deployment.keypers[${index}]`, keyper, expected);
  }
  rules.within("deployment.threshold", d.threshold, 1, n, "number of keypers");
  const least = Math.floor((n + d.threshold - 1) / 2) + 1;
  const why =
    "more than (keypers + threshold − 1) / 2: two lists of one slot cannot both be certified and opened";
  rules.within("deployment.quorum", d.quorum, least, n, why);
}

function assets(rules: Rules, list: readonly AssetParams[]): void {
  rules.within("assets", list.length, 1, MAX_ASSETS, "number of assets");
  for (const [index, { token, scale }] of list.entries()) {
    rules.within(`assets[${index}].unit`, scale, 1n, 2n ** 96n - 1n, "token wei");
    const first = list.findIndex((other) => other.token === token);
    rules.holds(
      first === index,
      `assets[${index}].token`,
      token,
      `another than that of assets[${first}]`,
    );
  }
}

function checkMarket(rules: Rules, path: string, m: MarketParams, assetCount: number): void {
  rules.within(`${path}.base`, m.base, 0, assetCount - 1);
  rules.within(`${path}.quote`, m.quote, 0, assetCount - 1);
  rules.holds(m.base !== m.quote, `${path}.quote`, m.quote, "another asset than base");
  rules.within(`${path}.feeBps`, m.feeBps, 0, MAX_FEE_BPS);
  rules.within(`${path}.bandBps`, m.bandBps, 0, BPS);
  rules.within(`${path}.minLots`, m.minLots, 1, U32);
  rules.within(`${path}.lotSize`, m.baseUnit, 1, MAX_AMOUNT, "units of base in one lot");
  rules.within(`${path}.tickSize`, m.quoteUnit, 1, MAX_AMOUNT, "units of quote at tick 1");
  rules.within(`${path}.referencePrice`, m.referenceTick, 1, TICK_LIMIT - 1, "ticks");
}
