import { TomlDate } from "smol-toml";
import { z } from "zod";
import {
  MAX_ASSETS,
  MAX_FEE_BPS,
  MAX_KEYPERS,
  MAX_LOTS,
  MAX_MARKETS,
  MAX_STEPS_PER_ROOT,
  MIN_STEPS_PER_ROOT,
} from "#protocol/constants";
import { KEY_FIELDS, namesKey } from "../config/keyPlace.ts";
import { address, decimal, duration, ether, file, whole } from "../config/quantities.ts";

/** The tables [deploy], [deployment], [[assets]] and [[markets]] of walras.toml. */

const symbol = z
  .string({ error: "a symbol, such as ETH" })
  .regex(/^[A-Za-z0-9._-]{1,16}$/, "a symbol of 1 … 16 letters, digits, dots or dashes");

const MOMENT = "a moment with its zone, such as 2030-01-31T12:00:00Z, or unix seconds";

/** Unix seconds. */
const moment = z.unknown().transform((given, context): number => {
  const seconds =
    given instanceof TomlDate && given.isDateTime() && !given.isLocal()
      ? given.getTime() / 1_000
      : given;
  if (typeof seconds === "number" && Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  context.addIssue({ code: "custom", message: MOMENT });
  return z.NEVER;
});

/** The key pays; its address must send nothing else meanwhile. */
export const deployTable = z.strictObject({
  ...KEY_FIELDS,
  /** SQLite file of what was sent, so that an interrupted deployment goes on. */
  database: file.default("deploy.sqlite"),
  /** Written when all is there: addresses, parameters, transactions. */
  manifest: file.default("deployment.json"),
  /** Folder of the inputs that block explorers verify the sources by. */
  verification: file.default("verification"),
  /** Fees are never raised above this, in gwei of gas. */
  mostGweiPerGas: whole(1, 1_000_000).default(500),
});
export const deploySchema = namesKey(deployTable);

export const assetSchema = z.strictObject({
  symbol,
  /** Of the token, as it says itself; 18 of ETH. */
  decimals: whole(0, 36),
  /** Address of an ERC-20 token, or "eth". */
  token: z.union([z.literal("eth").transform(() => `0x${"00".repeat(20)}`), address], {
    error: 'the address of a token, or "eth"',
  }),
  /** The least amount that the exchange counts; it holds 2^53 − 1 of them at most. */
  unit: decimal(true),
});

export const marketSchema = z.strictObject({
  base: symbol,
  quote: symbol,
  /** Quote for one base. */
  tickSize: decimal(true),
  /** Base. */
  lotSize: decimal(true),
  /** Least size of an order. */
  minLots: whole(1, MAX_LOTS).default(1),
  /** Of each side, in hundredths of a percent. */
  feeBps: whole(0, MAX_FEE_BPS),
  /** Most that a batch moves the price, likewise. */
  bandBps: whole(0, 10_000),
  /** Quote for one base that the market is listed at. */
  referencePrice: decimal(true),
});

export const deploymentSchema = z
  .strictObject({
    /** When slot 1 opens. One of the two. */
    opensAt: moment.optional(),
    /** So long after the first run of the deployment. */
    opensIn: duration.optional(),
    /** Length of a slot. */
    interval: duration,
    stepsPerRoot: whole(MIN_STEPS_PER_ROOT, MAX_STEPS_PER_ROOT).default(16),
    sealDelay: duration,
    inboxDelay: duration,
    revealDelay: duration,
    challengeWindow: duration,
    sweepDelay: duration,
    freezeDelay: duration,
    exitDelay: duration,
    /** Of the first asset, for each 16-byte block of an envelope. */
    operationFee: decimal(false),
    /** ETH, as all that follow. */
    registrationFee: ether,
    sequencerBond: ether,
    keyperBond: ether,
    claimantBond: ether,
    /** Of the sequencer's bond, for a slot with receipts and without a certificate. */
    dropFee: ether,
    sequencer: address,
    operatorOwner: address,
    operatorSigner: address,
    keypers: z.array(address, { error: "a list of addresses" }),
    /** Shares that open a slot. */
    threshold: whole(1, MAX_KEYPERS),
    /** Signatures that certify one. */
    quorum: whole(1, MAX_KEYPERS),
  })
  .refine(({ opensAt, opensIn }) => (opensAt === undefined) !== (opensIn === undefined), {
    path: ["opensAt"],
    message: "either opensAt or opensIn",
  });

export const assetsSchema = z
  .array(assetSchema, { error: "[[assets]], one table for each" })
  .min(1, "at least one of [[assets]]")
  .max(MAX_ASSETS, `at most ${MAX_ASSETS} of [[assets]]`);
export const marketsSchema = z
  .array(marketSchema, { error: "[[markets]], one table for each" })
  .max(MAX_MARKETS, `at most ${MAX_MARKETS} of [[markets]]`);

export type DeploySettings = z.output<typeof deployTable>;
export type AssetSettings = z.output<typeof assetSchema>;
export type MarketSettings = z.output<typeof marketSchema>;
export type DeploymentSettings = z.output<typeof deploymentSchema>;
