import type { Deployment, MarketParams } from "#protocol/config";
import { goodDeployment, NOW } from "./files.ts";

/** A deployment with one thing changed, and where the fault is then; undefined where there is none. */
export interface RuleCase {
  readonly what: string;
  readonly deployment: Deployment;
  readonly path: string | undefined;
}

const ZERO = `0x${"00".repeat(20)}`;
const [market] = goodDeployment.markets as readonly [MarketParams];
const { keypers, assets } = goodDeployment;
const [first = ""] = keypers;

const cases: RuleCase[] = [];
const add = (what: string, path: string | undefined, change: Partial<Deployment>): void => {
  cases.push({ what, path, deployment: { ...goodDeployment, ...change } });
};
const ofMarket = (what: string, path: string | undefined, change: Partial<MarketParams>): void =>
  add(what, path, { markets: [{ ...market, ...change }] });
const U32 = 2 ** 32 - 1;

add("nothing", undefined, {});
add("no interval", "deployment.interval", { interval: 0 });
add("slot 1 just not closed", undefined, { genesisTime: NOW - 10 });
add("slot 1 closed", "deployment.opensAt", { genesisTime: NOW - 11 });
add("a year ahead", undefined, { genesisTime: NOW + 365 * 86_400 });
add("more than a year ahead", "deployment.opensAt", { genesisTime: NOW + 365 * 86_400 + 1 });
add("a time in milliseconds", "deployment.opensAt", { genesisTime: NOW * 1_000 });
add("no steps", "deployment.stepsPerRoot", { stepsPerRoot: 0 });
add("most steps", undefined, { stepsPerRoot: 24 });
add("too many steps", "deployment.stepsPerRoot", { stepsPerRoot: 25 });
add("no sealDelay", "deployment.sealDelay", { sealDelay: 0 });
add("no inboxDelay", "deployment.inboxDelay", { inboxDelay: 0 });
add("an inboxDelay longer than time", "deployment.inboxDelay", {
  inboxDelay: NOW + 61,
  freezeDelay: U32,
});
add("no revealDelay", "deployment.revealDelay", { revealDelay: 0 });
add("a short challengeWindow", "deployment.challengeWindow", { challengeWindow: 199 });
add("no sweepDelay", "deployment.sweepDelay", { sweepDelay: 0 });
add("a freezeDelay that claims exceed", "deployment.freezeDelay", { freezeDelay: 899 });
add("a freezeDelay that the inbox just allows", undefined, { interval: 797, freezeDelay: 900 });
add("a freezeDelay that the inbox exceeds", "deployment.freezeDelay", {
  interval: 798,
  freezeDelay: 900,
});
add("a short exitDelay", "deployment.exitDelay", { exitDelay: 599 });
add("the largest operationFee", undefined, { operationFee: 2 ** 48 - 1 });
add("too large an operationFee", "deployment.operationFee", { operationFee: 2 ** 48 });
add("no sequencer", "deployment.sequencer", { sequencer: ZERO });
add("a dropFee above the bond", "deployment.dropFee", { dropFee: 11n });
add("no owner", "deployment.operatorOwner", { operatorOwner: ZERO });
add("no signer", "deployment.operatorSigner", { operatorSigner: ZERO });
add("no keypers", "deployment.keypers", { keypers: [], threshold: 1, quorum: 1 });
add("eight keypers", "deployment.keypers", {
  keypers: Array.from({ length: 8 }, (_, n) => `0x${(n + 40).toString(16).padStart(40, "0")}`),
  threshold: 4,
  quorum: 7,
});
add("a zero keyper", "deployment.keypers[1]", { keypers: [first, ZERO, keypers[2] ?? ""] });
add("a keyper twice", "deployment.keypers[2]", { keypers: [first, keypers[1] ?? "", first] });
add("no threshold", "deployment.threshold", { threshold: 0 });
add("a threshold above the keypers", "deployment.threshold", { threshold: 4 });
add("the least quorum", undefined, { threshold: 1, quorum: 2 });
add("a small quorum", "deployment.quorum", { threshold: 2, quorum: 2 });
add("a quorum above the keypers", "deployment.quorum", { quorum: 4 });
add("no assets", "assets", { assets: [], markets: [] });
add("an asset without a unit", "assets[0].unit", {
  assets: [{ token: ZERO, scale: 0n }, ...assets.slice(1)],
});
add("a token twice", "assets[1].token", {
  assets: [...assets.slice(0, 1), { token: ZERO, scale: 1n }],
});
ofMarket("an unlisted base", "markets[0].base", { base: 2 });
ofMarket("an unlisted quote", "markets[0].quote", { quote: 2 });
ofMarket("a market of one asset", "markets[0].quote", { quote: 0 });
ofMarket("the largest fee", undefined, { feeBps: 1_000 });
ofMarket("too large a fee", "markets[0].feeBps", { feeBps: 1_001 });
ofMarket("too wide a band", "markets[0].bandBps", { bandBps: 10_001 });
ofMarket("no least order", "markets[0].minLots", { minLots: 0 });
ofMarket("no lot", "markets[0].lotSize", { baseUnit: 0 });
ofMarket("no tick", "markets[0].tickSize", { quoteUnit: 0 });
ofMarket("the largest lot", undefined, { baseUnit: Number.MAX_SAFE_INTEGER });
ofMarket("no reference", "markets[0].referencePrice", { referenceTick: 0 });
ofMarket("the largest reference", undefined, { referenceTick: 2 ** 20 - 1 });
ofMarket("too large a reference", "markets[0].referencePrice", { referenceTick: 2 ** 20 });
add("too many markets", "markets", { markets: Array.from({ length: 65 }, () => market) });

/** Every reason for which L1 refuses a deployment, with the last value that it takes beside it. */
export const RULE_CASES: readonly RuleCase[] = cases;
