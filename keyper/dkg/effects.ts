import type { Fault } from "./faults.ts";
import type { Generation } from "./generation.ts";
import type { KeyMaterial, PublicKeys } from "./keyMaterial.ts";
import type { Message } from "./message.ts";
import type { Work } from "./work.ts";

/** What a keyper's part in a key generation wants done, in this order. */
export type Effect =
  /** Make durable, with the attempt's secret seed, before anything after it. */
  | { readonly kind: "begin"; readonly generation: Generation; readonly seed: Uint8Array }
  /** Make durable, then let others have it. */
  | { readonly kind: "say"; readonly message: Message }
  /** Make durable: these keys may be registered as soon as the next message is out. */
  | { readonly kind: "finish"; readonly generation: Generation; readonly material: KeyMaterial }
  /** A quorum signed these keys; `signatures` is laid out as a certificate. Told once of each attempt. */
  | {
      readonly kind: "done";
      readonly generation: Generation;
      readonly keys: PublicKeys;
      readonly signatures: Uint8Array;
    }
  /** Run to its end, at once or in turns; its last piece gives what follows. */
  | { readonly kind: "work"; readonly what: string; readonly work: Work<Effect[]> }
  /** Tell people who is at fault. */
  | { readonly kind: "fault"; readonly fault: Fault };

/** A keyper as itself. */
export interface Self {
  readonly index: number;
  /** Of the address that L1 lists. */
  readonly privateKey: Uint8Array;
}
