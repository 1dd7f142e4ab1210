import { useCell } from "../data/cell.ts";
import { useLive, useMarkets } from "../data/context.ts";
import { useAsync } from "../data/useAsync.ts";
import { dateAndTime } from "../model/clock.ts";
import * as format from "../model/format.ts";
import { reasonOf } from "../model/outcomes.ts";
import { toBatch } from "../model/route.ts";
import { STEPS, stageSentence, stepOf, toneOf } from "../model/stages.ts";
import type { BatchDetail, Market } from "../types.ts";
import { AuctionFigure } from "./auctionFigure.tsx";
import { Countdown } from "./countdown.tsx";
import { Facts } from "./facts.tsx";
import { Failure } from "./failure.tsx";
import { BatchFills } from "./fillTable.tsx";

interface Props {
  readonly slot: number;
  /** The market whose auction is shown; the first that traded if undefined. */
  readonly market: number | undefined;
}

export function BatchView({ slot, market }: Props) {
  const live = useLive();
  const heard = useCell(live.batches).find((batch) => batch.slot === slot);
  // Asked anew at each stage: what is heard tells less than the whole.
  const asked = useAsync(() => live.reader.getBatch({ slot }), [slot, heard?.stage, heard?.claim]);
  const batch = asked.value;
  return (
    <div class="batch">
      <div class="head">
        <h1 tabIndex={-1}>Batch {slot}</h1>
        <nav aria-label="Neighbouring batches" class="neighbours">
          {slot > 1 && <a href={toBatch(slot - 1, market)}>← Batch {slot - 1}</a>}
          <a href={toBatch(slot + 1, market)}>Batch {slot + 1} →</a>
        </nav>
      </div>
      {batch === undefined && asked.error === undefined && <p class="dim">Asking …</p>}
      {batch === undefined && <Failure error={asked.error} />}
      {batch !== undefined && <Found batch={batch} market={market} />}
    </div>
  );
}

function Found({
  batch,
  market,
}: {
  readonly batch: BatchDetail;
  readonly market: number | undefined;
}) {
  const traded = batch.markets.find(({ volume }) => volume > 0) ?? batch.markets[0];
  return (
    <>
      <section class="panel" aria-label="Progress">
        <Progress batch={batch} />
        <p>{stageSentence(batch)}</p>
        {batch.stage === "collecting" && <Countdown batch={batch} />}
        <Facts facts={factsOf(batch)} />
        <Outcomes batch={batch} />
      </section>
      {batch.markets.length > 0 && (
        <BatchMarkets batch={batch} chosen={market ?? traded?.market ?? 0} />
      )}
      {batch.markets.length > 0 && (
        <section class="panel" aria-labelledby="fills">
          <h2 id="fills">Fills</h2>
          <BatchFills slot={batch.slot} />
        </section>
      )}
    </>
  );
}

function Progress({ batch }: { readonly batch: BatchDetail }) {
  const done = stepOf(batch.stage);
  return (
    <ol class={`progress ${toneOf(batch)}`}>
      {STEPS.map((step, n) => (
        <li
          key={step}
          class={n <= done ? "done" : ""}
          {...(n === done ? { "aria-current": "step" } : {})}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}

function factsOf(batch: BatchDetail): [string, string][] {
  const { opensAt, closesAt, envelopes, claim, finalFrom, stateRoot } = batch;
  const facts: [string, string][] = [
    ["Opened", dateAndTime(opensAt)],
    [batch.stage === "collecting" ? "Closes" : "Closed", dateAndTime(closesAt)],
    ["Envelopes", envelopes === null ? "unknown while it collects" : format.count(envelopes)],
  ];
  if (stateRoot === null) return facts;
  facts.push(
    ["Through L1's inbox", format.plural(batch.inbox, "operation")],
    ["Expired", format.plural(batch.expired, "order")],
    ["Checkable steps", format.count(batch.steps)],
    ["State root behind it", format.shortHex(stateRoot)],
  );
  if (claim !== null) facts.push(["Claim on L1", `number ${claim}`]);
  if (finalFrom !== null && batch.stage === "claimed")
    facts.push(["Final from", dateAndTime(finalFrom)]);
  return facts;
}

function Outcomes({ batch }: { readonly batch: BatchDetail }) {
  if (batch.stateRoot === null) return null;
  const { applied, skipped, rejected } = batch;
  return (
    <ul class="outcomes">
      <li>{format.plural(applied, "operation")} done</li>
      {skipped > 0 && <li>{format.plural(skipped, "envelope")} skipped whole</li>}
      {rejected.map(({ outcome, name, count }) => (
        <li key={outcome}>
          {format.count(count)} turned down: {reasonOf(name)}
        </li>
      ))}
    </ul>
  );
}

function BatchMarkets({ batch, chosen }: { readonly batch: BatchDetail; readonly chosen: number }) {
  const markets = useMarkets();
  const found = markets[chosen];
  return (
    <section class="panel" aria-labelledby="auction">
      <div class="titled">
        <h2 id="auction">Supply and demand</h2>
        <nav aria-label="Markets of this batch" class="choice">
          {batch.markets.map(({ market, volume }) => (
            <a
              key={market}
              href={toBatch(batch.slot, market)}
              {...(market === chosen ? { "aria-current": "page" as const } : {})}
            >
              {markets[market]?.symbol ?? market}
              {volume === 0 && ", no trade"}
            </a>
          ))}
        </nav>
      </div>
      {found === undefined ? (
        <p>There is no market {chosen}.</p>
      ) : (
        <BatchAuction slot={batch.slot} market={found} root={batch.stateRoot} />
      )}
    </section>
  );
}

function BatchAuction({
  slot,
  market,
  root,
}: {
  readonly slot: number;
  readonly market: Market;
  readonly root: string | null;
}) {
  const { reader } = useLive();
  const ask = () => reader.getAuction({ slot, market: market.market });
  const { value, error } = useAsync(ask, [slot, market.market, root]);
  if (value === undefined) {
    return error === undefined ? <p class="dim">Asking …</p> : <Failure error={error} />;
  }
  return <AuctionFigure auction={value} market={market} />;
}
