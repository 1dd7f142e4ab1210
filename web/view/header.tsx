import { useCell } from "../data/cell.ts";
import { useLive, useMarkets } from "../data/context.ts";
import { theme, toggleTheme } from "../data/theme.ts";
import { type Route, toMarket } from "../model/route.ts";

const WORDS = { live: "Live", connecting: "Connecting", lost: "No answer" } as const;

export function Header({ route }: { readonly route: Route }) {
  const live = useLive();
  const status = useCell(live.status);
  const connection = useCell(live.connection);
  const shown = useCell(theme);
  const here = (view: boolean) => (view ? ({ "aria-current": "page" } as const) : {});
  return (
    <header class="top">
      <a class="brand" href="#/">
        {status?.name ?? "Walras"}
      </a>
      <nav aria-label="Main">
        {useMarkets().map(({ market, symbol }) => (
          <a
            key={market}
            href={toMarket(market)}
            {...here(route.view === "market" && route.market === market)}
          >
            {symbol}
          </a>
        ))}
        <a href="#/batches" {...here(route.view === "batches" || route.view === "batch")}>
          Batches
        </a>
        <a href="#/account" {...here(route.view === "accounts" || route.view === "account")}>
          Account
        </a>
      </nav>
      {status?.devnet === true && (
        <span class="tag">
          Devnet<span class="optional">: nothing here has a value</span>
        </span>
      )}
      <span class={`pulse ${connection}`}>{WORDS[connection]}</span>
      <button type="button" class="quiet" onClick={toggleTheme}>
        {shown === "dark" ? "Light" : "Dark"} theme
      </button>
    </header>
  );
}
