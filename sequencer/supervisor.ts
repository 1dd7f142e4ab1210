import { StoreError } from "../storage/errors.ts";
import type { Status } from "./status.ts";

export interface SupervisorParts {
  readonly say: (status: Status) => void;
  /** Whether an error that is not the store's may be gone the next time. */
  readonly mayPass: (error: unknown) => boolean;
  readonly onWriteFailed: () => void;
  readonly onHalt: (error: unknown) => void;
}

/** Judges failures: says what failed and why, once for each new reason; what cannot pass by itself halts everything. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #troubles = new Map<string, string>();
  #halt: { readonly error: unknown } | undefined;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** What halted the sequencer. */
  get halt(): { readonly error: unknown } | undefined {
    return this.#halt;
  }

  /** Something at once. */
  run(what: string, work: () => void): void {
    try {
      work();
      this.#troubles.delete(what);
    } catch (error) {
      this.report(what, error);
    }
  }

  /** Something slow; resolves to whether it went well. */
  async attempt(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#troubles.delete(what);
      return true;
    } catch (error) {
      this.report(what, error);
      return false;
    }
  }

  report(what: string, error: unknown): void {
    const { say, mayPass, onWriteFailed, onHalt } = this.#parts;
    if (error instanceof StoreError) onWriteFailed();
    if (error instanceof StoreError ? error.passing : mayPass(error)) {
      const reason = String(error);
      if (this.#troubles.get(what) !== reason) say({ kind: "trouble", what, error });
      this.#troubles.set(what, reason);
      return;
    }
    if (this.#halt !== undefined) return;
    this.#halt = { error };
    say({ kind: "halted", what, error });
    onHalt(error);
  }
}
