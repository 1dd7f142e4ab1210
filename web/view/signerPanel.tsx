import { useEffect, useState } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";
import { lazily } from "../data/lazily.ts";
import { offeredKey } from "../data/offeredKey.ts";
import { type Signer, signer } from "../data/session.ts";
import { type Wallet, wallets } from "../data/wallets.ts";
import { toAccount } from "../model/route.ts";
import type { Status } from "../types.ts";
import { Failure } from "./failure.tsx";
import { Hex } from "./hex.tsx";

type Connecting = (
  signers: typeof import("../heavy/signers.ts"),
  status: Status,
) => Promise<Signer>;

/** Who signs: a wallet of this browser, or on a devnet a key that stays in this page's memory. */
export function SignerPanel() {
  const status = useCell(useLive().status);
  const who = useCell<Signer | undefined>(signer);
  const [error, setError] = useState<unknown>(undefined);
  const [busy, setBusy] = useState(false);
  const connect = async (by: Connecting): Promise<void> => {
    if (status === undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      signer.set(await by(await lazily(() => import("../heavy/signers.ts")), status));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    const key = status?.devnet === true ? offeredKey() : undefined;
    if (key !== undefined) void connect((signers, at) => signers.signByKey(at, key));
  }, [status === undefined]);
  if (who !== undefined) return <Connected who={who} />;
  if (status === undefined) return null;
  return (
    <div class="signer">
      <Wallets
        busy={busy}
        choose={(wallet) => connect((signers, at) => signers.signByWallet(at, wallet))}
      />
      {status.devnet && (
        <KeyForm busy={busy} use={(key) => connect((signers, at) => signers.signByKey(at, key))} />
      )}
      <Failure error={error} />
      <WhatIsNeeded status={status} />
    </div>
  );
}

function Connected({ who }: { readonly who: Signer }) {
  return (
    <p class="signer connected">
      <span>
        Signing for <a href={toAccount(who.account)}>account {who.account}</a> as{" "}
        <Hex value={who.address} />
      </span>
      <button type="button" class="quiet" onClick={() => signer.set(undefined)}>
        Forget
      </button>
    </p>
  );
}

function Wallets({
  busy,
  choose,
}: {
  readonly busy: boolean;
  readonly choose: (wallet: Wallet) => Promise<void>;
}) {
  const known = useCell(wallets);
  return (
    <>
      {known.map((wallet) => (
        <button key={wallet.name} type="button" disabled={busy} onClick={() => void choose(wallet)}>
          Sign with {wallet.name}
        </button>
      ))}
    </>
  );
}

function KeyForm({
  busy,
  use,
}: {
  readonly busy: boolean;
  readonly use: (key: string) => Promise<void>;
}) {
  const [key, setKey] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void use(key);
    setKey("");
  };
  return (
    <form class="field" onSubmit={submit}>
      <label for="key">Private key of a devnet account</label>
      <div class="row">
        <input
          id="key"
          type="password"
          value={key}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="key-note"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button type="submit" disabled={busy || key === ""}>
          Use
        </button>
      </div>
      <span id="key-note" class="dim note">
        It stays in this page's memory and is gone when the page is closed. Use no key that guards
        anything of value.
      </span>
    </form>
  );
}

function WhatIsNeeded({ status }: { readonly status: Status }) {
  const known = useCell(wallets);
  if (known.length > 0 || status.devnet) return null;
  return <p class="dim">To trade from this page, the browser needs a wallet.</p>;
}
