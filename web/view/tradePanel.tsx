import { useState } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { useAssets, useLive } from "../data/context.ts";
import { lazily } from "../data/lazily.ts";
import { addSent, type OrderForm } from "../data/sent.ts";
import { signer } from "../data/session.ts";
import * as format from "../model/format.ts";
import { lockSentence, priceField, quantityField } from "../model/orderForm.ts";
import type { Market, OrderSide } from "../types.ts";
import { DecimalInput } from "./decimalInput.tsx";
import { Failure, textOf } from "./failure.tsx";
import { SentOrders } from "./sentOrders.tsx";
import { SignerPanel } from "./signerPanel.tsx";

const LIVES = [
  { batches: 0, name: "until filled or cancelled" },
  { batches: 1, name: "for one batch" },
  { batches: 10, name: "for ten batches" },
  { batches: 100, name: "for a hundred batches" },
] as const;

/** Seals an order in the browser and follows it until its batch has run. */
export function TradePanel({ market }: { readonly market: Market }) {
  const status = useCell(useLive().status);
  const who = useCell(signer);
  const assets = useAssets();
  const [side, setSide] = useState<OrderSide>("buy");
  const [priceText, setPrice] = useState("");
  const [quantityText, setQuantity] = useState("");
  const [batches, setBatches] = useState(0);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const price = priceField(priceText, market);
  const quantity = quantityField(quantityText, market);
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (status === undefined) return;
    if (price.kind !== "good" || quantity.kind !== "good") {
      setFault("Give a price and a quantity that the market takes.");
      return;
    }
    if (who === undefined) {
      setFault("Choose above who signs.");
      return;
    }
    setFault(undefined);
    const form: OrderForm = { market, side, tick: price.value, lots: quantity.value, batches };
    const tell = addSent(form);
    lazily(() => import("../heavy/place.ts")).then(
      ({ place }) => place(status, who, form, tell),
      (error: unknown) => tell({ kind: "failed", reason: textOf(error) }),
    );
  };
  const ready = price.kind === "good" && quantity.kind === "good";
  return (
    <>
      <SignerPanel />
      <form class="order" onSubmit={send} noValidate>
        <SideChoice side={side} choose={setSide} market={market} />
        <DecimalInput
          label={`Limit price in ${format.quoteOf(market)}`}
          name="price"
          text={priceText}
          field={price}
          change={setPrice}
        />
        <DecimalInput
          label={`Quantity in ${format.baseOf(market)}`}
          name="quantity"
          text={quantityText}
          field={quantity}
          change={setQuantity}
        />
        <div class="field">
          <label for="life">Stays</label>
          <select
            id="life"
            value={batches}
            onChange={(event) => setBatches(Number(event.currentTarget.value))}
          >
            {LIVES.map((life) => (
              <option key={life.batches} value={life.batches}>
                {life.name}
              </option>
            ))}
          </select>
        </div>
        {ready && (
          <p class="dim note">
            {lockSentence(market, assets, side, price.value, quantity.value)}
            {feeSentence(status?.operationFee, assets)}
          </p>
        )}
        <button type="submit" class="main" onClick={onlyFirst}>
          Seal and send
        </button>
        <Failure error={fault} />
      </form>
      <SentOrders />
    </>
  );
}

/** Who clicks twice means one order. */
function onlyFirst(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}

function feeSentence(units: number | undefined, assets: ReturnType<typeof useAssets>): string {
  const [asset] = assets;
  if (units === undefined || asset === undefined || units === 0) return "";
  return ` The envelope costs ${format.amount(asset, units)} ${asset.symbol}.`;
}

function SideChoice({
  side,
  choose,
  market,
}: {
  readonly side: OrderSide;
  readonly choose: (side: OrderSide) => void;
  readonly market: Market;
}) {
  return (
    <fieldset class="choice">
      <legend class="unseen">Side</legend>
      {(["buy", "sell"] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="side" checked={side === one} onChange={() => choose(one)} />
          <span class={one}>
            {one === "buy" ? "Buy" : "Sell"} {format.baseOf(market)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
