import { sleep } from "#l1/rpc";
import { WaitTimeout } from "../../client/errors.ts";
import type { Session } from "./session.ts";

const LOOK_MS = 500;
const PATIENCE_MS = 600_000;

/** Looks until something is there. Throws WaitTimeout after ten minutes, and why the session was ended. */
export async function untilSeen(
  { signal }: Pick<Session, "signal">,
  what: string,
  isSeen: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await isSeen())) {
    signal.throwIfAborted();
    if (performance.now() > until) throw new WaitTimeout(what, PATIENCE_MS);
    await sleep(LOOK_MS);
  }
}
