import { formatEther } from "viem";
import type { BatchCosts, CostReport } from "./report.ts";
import { KINDS } from "./spent.ts";

/** A report for people and for spreadsheets. */

const COLUMNS = ["slot", "envelopes", "blocks", "fills", "gas", "wei", "operation_fees"] as const;

/** One line for each batch, behind a header: whole numbers, fees in units. */
export function csvLines({ batches, earned }: CostReport): string[] {
  const fees = earned.tradingFees.map((_, asset) => `trading_fees_${asset}`);
  return [[...COLUMNS, ...fees].join(","), ...batches.map(csvLine)];
}

function csvLine(batch: BatchCosts): string {
  const { slot, envelopes, blocks, fills, gas, wei, operationFees, tradingFees } = batch;
  return [slot, envelopes, blocks, fills, gas, wei, operationFees, ...tradingFees].join(",");
}

export function textLines(report: CostReport): string[] {
  const { byKind, total, ofNoSlot, earned, hints, unseenTransactions, batches } = report;
  const kinds = KINDS.filter((kind) => byKind[kind].transactions > 0).map((kind) => {
    const { transactions, gas, wei } = byKind[kind];
    return `  ${kind.padEnd(9)}${transactions} transactions, ${gas} gas, ${formatEther(wei)} ETH`;
  });
  const fees = earned.tradingFees.flatMap((units, asset) =>
    units === 0n ? [] : [`  trading fees: ${units} units of asset ${asset}`],
  );
  return [
    `${batches.length} batches, ${total.envelopes} envelopes, ${total.fills} fills`,
    "spent by the sequencer on L1:",
    ...kinds,
    `  batches together ${total.gas} gas, ${formatEther(total.wei)} ETH; of no batch ${formatEther(ofNoSlot.wei)} ETH`,
    "earned by account 0:",
    `  operation fees: ${earned.operationFees} units of asset 0 for ${total.blocks} blocks`,
    ...fees,
    ...hintLines(hints),
    ...(unseenTransactions > 0
      ? [`not counted: ${unseenTransactions} transactions that left no event, such as refused ones`]
      : []),
  ];
}

function hintLines(hints: CostReport["hints"]): string[] {
  const { weiPerBatch, weiPerFill, earnedWei, breakEvenOperationFee } = hints;
  const line = (text: string, value: bigint | undefined): string[] =>
    value === undefined ? [] : [`  ${text}: ${formatEther(value)} ETH`];
  return [
    "it comes to:",
    ...line("L1 for each batch", weiPerBatch),
    ...line("L1 for each fill", weiPerFill),
    ...line("fees in asset 0 are worth", earnedWei),
    ...(breakEvenOperationFee === undefined
      ? []
      : [
          `  operation fees alone would pay for the batches at ${breakEvenOperationFee} units a block`,
        ]),
  ];
}
