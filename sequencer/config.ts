import { z } from "zod";
import { WalrasError } from "#protocol/errors";

/**
 * The operator's settings. Parsed once, every fault reported together, then frozen. What all parties must agree on is not
 * here but in the deployment that L1 keeps.
 */
const milliseconds = (most: number) => z.int().min(1).max(most);

const schema = z.strictObject({
  /** File of the log. */
  database: z.string().min(1),
  /** Make the file if there is none. Only for a settlement on which nothing was sealed yet. */
  createDatabase: z.boolean().default(false),
  /** Blocks on top of the one that holds a fact before it is executed; 0 on a devnet. */
  confirmations: z.int().min(0).max(1_000).default(0),
  /** Pause between two looks at L1. */
  pollMs: milliseconds(60_000).default(1_000),
  /** No envelope is taken in this last part of a slot, so that a receipt never races the close. */
  guardMs: z.int().min(0).max(60_000).default(200),
  /** After so long without an answer from L1 no receipts are signed. */
  l1PatienceMs: milliseconds(3_600_000).default(30_000),
  /** Pause before something that failed and may pass is tried again; doubles up to 32 times this. */
  retryMs: milliseconds(60_000).default(500),
  /** Slots of the grid that a claim waits for more slots to take in; 1: every slot is claimed by itself. */
  maxClaimSlots: z.int().min(1).max(100_000).default(16),
  /** Slots before the end of a key set at which the next one is registered. */
  keyLeadSlots: z.int().min(1).max(1_024).default(256),
  /** Envelopes that wait for one commit; more are refused as not accepting. */
  maxPendingEnvelopes: z.int().min(1).max(100_000).default(4_096),
  /** Chunks executed before others get a turn; an envelope that arrives meanwhile waits milliseconds for each. */
  chunksPerTurn: z.int().min(1).max(10_000).default(1),
});

export type SequencerConfig = Readonly<z.infer<typeof schema>>;
/** What an operator writes: everything but `database` may be left out. */
export type SequencerSettings = z.input<typeof schema>;

export interface ConfigFault {
  /** Name of the setting, "" for the whole. */
  readonly setting: string;
  readonly given: unknown;
  readonly expected: string;
}

/** Settings that cannot be used; lists every fault, not only the first. */
export class ConfigError extends WalrasError {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map((f) => `${f.setting || "settings"}: ${f.expected}`).join("; ");
    super("config", "settings", `${faults.length} faults (${lines})`, "none");
    this.faults = faults;
  }
}

/** @throws ConfigError naming every fault */
export function parseConfig(settings: unknown): SequencerConfig {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(faultsOf(parsed.error, settings));
}

export function faultsOf(error: z.ZodError, settings: unknown): ConfigFault[] {
  return error.issues.map(({ path, message }) => ({
    setting: path.join("."),
    given: path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
      settings,
    ),
    expected: message,
  }));
}
