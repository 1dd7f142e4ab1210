import { useEffect, useState } from "preact/hooks";
import { useAssets, useLive } from "../data/context.ts";
import { useAsync } from "../data/useAsync.ts";
import * as format from "../model/format.ts";
import type { Account, Asset, Balance } from "../types.ts";
import { AccountHistory } from "./accountHistory.tsx";
import { Failure } from "./failure.tsx";
import { AccountFills } from "./fillTable.tsx";
import { Hex } from "./hex.tsx";
import { OrderTable } from "./orderTable.tsx";
import { VerifyButton } from "./verifyButton.tsx";

/** All that an account has and did, kept up to date, each line of it verifiable. */
export function AccountView({ account }: { readonly account: number }) {
  const { reader } = useLive();
  const [round, setRound] = useState(0);
  useEffect(
    () => reader.watchAccount({ account, onUpdate: () => setRound((n) => n + 1) }),
    [reader, account],
  );
  const { value, error } = useAsync(() => reader.getAccount({ account }), [account, round]);
  return (
    <div class="account">
      <div class="head">
        <h1 tabIndex={-1}>Account {account}</h1>
        {value !== undefined && (
          <p class="dim">
            Signed for by <Hex value={value.signer} />, as of batch {value.slot}
          </p>
        )}
      </div>
      {value === undefined && error === undefined && <p class="dim">Asking …</p>}
      {value === undefined && <Failure error={error} />}
      {value !== undefined && <Panels account={value} round={round} />}
    </div>
  );
}

function Panels({ account: found, round }: { readonly account: Account; readonly round: number }) {
  const { account } = found;
  return (
    <>
      <section class="panel" aria-labelledby="balances">
        <h2 id="balances">Balances</h2>
        <Balances account={found} />
        <a class="more" href={`/v1/accounts/${account}/balances.csv`} download>
          Balances as CSV
        </a>
      </section>
      <section class="panel" aria-labelledby="orders">
        <h2 id="orders">Orders</h2>
        <OrderTable account={account} round={round} />
      </section>
      <section class="panel" aria-labelledby="fills">
        <h2 id="fills">Fills</h2>
        <AccountFills account={account} round={round} />
        <a class="more" href={`/v1/accounts/${account}/fills.csv`} download>
          Fills as CSV
        </a>
      </section>
      <section class="panel" aria-labelledby="history">
        <h2 id="history">History</h2>
        <AccountHistory account={account} round={round} />
      </section>
    </>
  );
}

function Balances({ account }: { readonly account: Account }) {
  const assets = useAssets();
  return (
    <div class="scroll">
      <table>
        <caption class="unseen">Balances of account {account.account}</caption>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col" class="number">
              Available
            </th>
            <th scope="col" class="number">
              In orders
            </th>
            <th scope="col" class="number optional">
              Ever withdrawn
            </th>
            <th scope="col">Proof</th>
          </tr>
        </thead>
        <tbody>
          {account.balances.map((balance) => (
            <BalanceRow
              key={balance.asset}
              account={account.account}
              balance={balance}
              asset={assets[balance.asset]}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BalanceRow({
  account,
  balance,
  asset,
}: {
  readonly account: number;
  readonly balance: Balance;
  readonly asset: Asset | undefined;
}) {
  if (asset === undefined) return null;
  return (
    <tr>
      <th scope="row">{asset.symbol}</th>
      <td class="number">{format.amount(asset, balance.available)}</td>
      <td class="number">{format.amount(asset, balance.locked)}</td>
      <td class="number optional">{format.amount(asset, balance.withdrawn)}</td>
      <td>
        <VerifyButton subject={{ kind: "balance", account, asset }} />
      </td>
    </tr>
  );
}
