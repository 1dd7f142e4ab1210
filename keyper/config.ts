import { z } from "zod";
import { WalrasError } from "#protocol/errors";

/** What an operator sets for a keyper of a committee. What all must agree on is the deployment's, read from L1. */

const milliseconds = (least: number, most: number) => z.int().min(least).max(most);

const schema = z.strictObject({
  /** SQLite file of this keyper alone. */
  database: z.string().min(1),
  /** Make the file when there is none. Off, so that a lost file is noticed. */
  createDatabase: z.boolean().default(false),
  /** File that holds the private key of the address that L1 lists, 0x and 64 hex digits. */
  privateKeyFile: z.string().min(1),
  /** File whose text the secrets in the database are encrypted with. */
  passphraseFile: z.string().min(1),
  /** HTTP address of an L1 node. */
  rpc: z.url(),
  /** Address of the Settlement contract. */
  settlement: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "expected 0x and 40 hex digits"),
  host: z.string().default("127.0.0.1"),
  /** 0: any free one. */
  port: z.int().min(0).max(65_535).default(0),
  /** All keypers, this one too, in the order in which L1 lists them. */
  keypers: z
    .array(
      z.strictObject({
        url: z.url(),
        publicKey: z.string().regex(/^0x0[23][0-9a-f]{64}$/, "expected a compressed public key"),
      }),
    )
    .min(1)
    .max(7),
  /** L1 blocks that must lie above one before it is judged by. */
  confirmations: z.int().min(0).max(128).default(0),
  pollMs: milliseconds(10, 60_000).default(500),
  /** Pause between two looks at what others said in a key generation. */
  syncMs: milliseconds(10, 60_000).default(150),
  /** After so long another keyper counts as away. */
  peerTimeoutMs: milliseconds(100, 60_000).default(5_000),
  /** After so long the first attempt of a key generation is given up. */
  attemptMs: milliseconds(1_000, 3_600_000).default(30_000),
  /** Least time before a slot opens at which its keys are begun. */
  leadSeconds: z.int().min(1).max(86_400).default(60),
  /** Slots before the end of the keys at which the next are made. */
  prepareSlots: z.int().min(1).max(1_024).default(512),
  /** Seconds after a slot's close in which its list is signed; half of L1's sealDelay if left out. */
  lateSeconds: z.int().min(1).max(86_400).optional(),
  /** Largest distance between the clock of whoever asks and this one. */
  skewMs: milliseconds(100, 600_000).default(30_000),
  /** Post seals and keys that the sequencer does not. */
  post: z.boolean().default(true),
});

export type KeyperConfig = Readonly<z.infer<typeof schema>>;
export type KeyperSettings = z.input<typeof schema>;

/** Settings that cannot be used; lists every fault, not only the first. */
export class KeyperConfigError extends WalrasError {
  constructor(faults: readonly string[]) {
    super("keyper.config", "settings", `${faults.length} faults (${faults.join("; ")})`, "none");
  }
}

/** @throws KeyperConfigError naming every fault */
export function parseKeyperConfig(settings: unknown): KeyperConfig {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "settings"}: ${message}`,
  );
  throw new KeyperConfigError(faults);
}
