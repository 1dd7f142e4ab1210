import { useEffect } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { LiveContext } from "../data/context.ts";
import type { Live } from "../data/live.ts";
import { useRoute } from "../data/useRoute.ts";
import * as format from "../model/format.ts";
import type { Route } from "../model/route.ts";
import { AccountView } from "./accountView.tsx";
import { Banner } from "./banner.tsx";
import { BatchesView } from "./batchesView.tsx";
import { BatchView } from "./batchView.tsx";
import { FindAccount } from "./findAccount.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { MarketView } from "./marketView.tsx";

export function App({ live }: { readonly live: Live }) {
  const route = useRoute();
  useEffect(() => live.start((result) => tradeText(live, result)), [live]);
  return (
    <LiveContext.Provider value={live}>
      <button type="button" class="skip" onClick={toMain}>
        Skip to content
      </button>
      <Header route={route} />
      <Banner />
      <main id="main" tabIndex={-1}>
        <Ready live={live} route={route} />
      </main>
      <Footer />
      <p class="unseen" aria-live="polite">
        <News live={live} />
      </p>
    </LiveContext.Provider>
  );
}

/** Not a link: addresses that begin with # name views. */
function toMain(): void {
  document.querySelector<HTMLElement>("#main")?.focus();
}

const News = ({ live }: { readonly live: Live }) => <>{useCell(live.news)}</>;

function tradeText(
  live: Live,
  { market, tick, volume }: { market: number; tick: number; volume: number },
): string {
  const found = live.listed.value?.markets[market];
  if (found === undefined) return "";
  return `${format.quantity(found, volume)} ${found.symbol} at ${format.price(found, tick)}`;
}

function Ready({ live, route }: { readonly live: Live; readonly route: Route }) {
  const listed = useCell(live.listed);
  const connection = useCell(live.connection);
  const isListed = listed !== undefined;
  useEffect(() => {
    if (isListed) performance.mark("interactive");
  }, [isListed]);
  if (isListed) return <View route={route} />;
  return (
    <section class="empty">
      <h1 tabIndex={-1}>Walras</h1>
      <p>
        {connection === "lost"
          ? "The exchange does not answer. This page goes on as soon as it does."
          : "Asking the exchange …"}
      </p>
    </section>
  );
}

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case "market":
      return <MarketView key={route.market} market={route.market} />;
    case "batches":
      return <BatchesView />;
    case "batch":
      return <BatchView key={route.slot} slot={route.slot} market={route.market} />;
    case "accounts":
      return <FindAccount />;
    case "account":
      return <AccountView key={route.account} account={route.account} />;
    case "missing":
      return (
        <section class="empty">
          <h1 tabIndex={-1}>Nothing here</h1>
          <p>
            There is no page “{route.path}”. <a href="#/">Go to the market.</a>
          </p>
        </section>
      );
  }
}
