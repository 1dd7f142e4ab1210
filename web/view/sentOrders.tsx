import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";
import { lazily } from "../data/lazily.ts";
import { type Sent, type SentStage, sent } from "../data/sent.ts";
import * as format from "../model/format.ts";
import { toBatch } from "../model/route.ts";

/** Orders sent from this page with how far each is, and their receipts to keep. */
export function SentOrders() {
  const orders = useCell(sent);
  return (
    <div aria-live="polite">
      {orders.length > 0 && (
        <>
          <ul class="sent">
            {orders.map((order) => (
              <Row key={order.id} order={order} />
            ))}
          </ul>
          <DownloadReceipts />
        </>
      )}
    </div>
  );
}

function Row({ order }: { readonly order: Sent }) {
  const { market, side, tick, lots } = order.form;
  return (
    <li>
      <strong>
        {side === "buy" ? "Buy" : "Sell"} {format.quantity(market, lots)} {format.baseOf(market)} at{" "}
        {format.price(market, tick)}
      </strong>
      <Stage stage={order.stage} market={market.market} />
    </li>
  );
}

function Stage({ stage, market }: { readonly stage: SentStage; readonly market: number }) {
  switch (stage.kind) {
    case "sealing":
      return <p class="dim">Sealing it for the next batch …</p>;
    case "receipted":
      return (
        <p>
          Sealed in <a href={toBatch(stage.slot)}>batch {stage.slot}</a>. The sequencer's receipt is
          signed and kept. Waiting for the batch …
        </p>
      );
    case "done":
      return (
        <p class={stage.good ? "good" : "bad"}>
          <a href={toBatch(stage.slot, market)}>Batch {stage.slot}</a>: {stage.text}
        </p>
      );
    case "failed":
      return <p class="bad">{stage.reason}</p>;
  }
}

function DownloadReceipts() {
  const status = useCell(useLive().status);
  const download = async (): Promise<void> => {
    if (status === undefined) return;
    const { receiptsText } = await lazily(() => import("../heavy/place.ts"));
    const blob = new Blob([await receiptsText(status)], { type: "application/x-ndjson" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "receipts.ndjson";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" onClick={() => void download()}>
      Download receipts
    </button>
  );
}
