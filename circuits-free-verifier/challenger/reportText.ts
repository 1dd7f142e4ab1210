import { outcomeName } from "#protocol/outcomes";
import type { StepReport } from "#protocol/stepTypes";
import { targetText } from "./factText.ts";

/** What a step came to, for people. */
export function reportText(report: StepReport): string {
  switch (report.kind) {
    case "start":
      return `slot ${report.slot} begins: ${report.envelopes} envelopes, ${report.opened ? "opened" : "not opened"}`;
    case "expire":
      return `${report.lots} lots of account ${report.account} expire: ${targetText(report.ref)}`;
    case "advance":
      return `nothing is due; era ${report.era}`;
    case "inbox":
      return outcomeText(report.outcome);
    case "operation":
      return `${outcomeText(report.outcome)}${report.placed === undefined ? "" : `: ${targetText(report.placed.ref)}`}`;
    case "clear":
      return `market ${report.market} is claimed to clear ${report.volume} lots at tick ${report.tick}`;
    case "fill":
      return `account ${report.account} trades ${report.lots} lots at tick ${report.tick}: ${targetText(report.ref)}`;
    case "skip":
      return `a dead place is passed: ${targetText(report.ref)}`;
    case "close":
      return `market ${report.market} cleared ${report.volume} lots at tick ${report.tick}, fees ${report.fee}`;
    case "end":
      return `slot ${report.slot} ends`;
  }
}

/** The number that PROTOCOL.md §5 gives an outcome, and its name. */
export const outcomeText = (outcome: number): string => `${outcomeName(outcome)} (${outcome})`;
