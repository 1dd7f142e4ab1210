import { useState } from "preact/hooks";
import { useLive } from "../data/context.ts";
import { toAccount } from "../model/route.ts";
import type { Account } from "../types.ts";
import { Failure } from "./failure.tsx";
import { Hex } from "./hex.tsx";

/** Leads to an account by its number, or by the address that signs for it. */
export function FindAccount() {
  const { reader } = useLive();
  const [found, setFound] = useState<readonly Account[] | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const find = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = String(form.get("who") ?? "")
      .trim()
      .toLowerCase();
    setError(undefined);
    setFound(undefined);
    if (/^\d{1,7}$/.test(text)) {
      location.hash = toAccount(Number(text));
      return;
    }
    if (!/^0x[0-9a-f]{40}$/.test(text)) {
      setError("Give an account's number, or an address: 0x and 40 hex digits.");
      return;
    }
    try {
      const { items } = await reader.findAccounts({ signer: text as `0x${string}` });
      if (items.length === 1 && items[0] !== undefined) location.hash = toAccount(items[0].account);
      else setFound(items);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <section class="panel">
      <h1 tabIndex={-1}>Account</h1>
      <form class="find" onSubmit={(event) => void find(event)}>
        <label for="who">Account number, or the address that signs for it</label>
        <div class="row">
          <input id="who" name="who" autocomplete="off" spellcheck={false} required />
          <button type="submit" class="main">
            Show
          </button>
        </div>
      </form>
      <Failure error={error} />
      {found?.length === 0 && <p>No account is signed for by that address.</p>}
      {found !== undefined && found.length > 0 && (
        <ul>
          {found.map(({ account, signer }) => (
            <li key={account}>
              <a href={toAccount(account)}>Account {account}</a> <Hex value={signer} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
