import { useState } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";
import { lazily } from "../data/lazily.ts";
import type { Subject, Verified } from "../model/verifying.ts";
import { CheckList } from "./checkList.tsx";
import { Failure } from "./failure.tsx";

const nameOf = (subject: Subject): string =>
  subject.kind === "balance" ? `balance in ${subject.asset.symbol}` : `order ${subject.order.id}`;

/** Checks a line of the page in the browser: nothing of what the server says is believed without proof. */
export function VerifyButton({ subject }: { readonly subject: Subject }) {
  const status = useCell(useLive().status);
  const [busy, setBusy] = useState(false);
  const [verified, setVerified] = useState<Verified | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const run = async (): Promise<void> => {
    if (status === undefined) return;
    setBusy(true);
    setVerified(undefined);
    setError(undefined);
    try {
      const { verify } = await lazily(() => import("../heavy/verify.ts"));
      setVerified(await verify(status, subject));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        disabled={busy}
        aria-label={`Verify ${nameOf(subject)} in the browser`}
        onClick={() => void run()}
      >
        {busy ? "Verifying …" : "Verify in the browser"}
      </button>
      <div aria-live="polite">
        {verified !== undefined && <CheckList verified={verified} />}
        <Failure error={error} />
      </div>
    </>
  );
}
