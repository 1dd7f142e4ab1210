import { LogNotCommitted } from "./errors.ts";
import { describeLog, type RawLog } from "./events.ts";
import { parseReceipts, receiptsRoot } from "./receipts.ts";

/** A log and its place. */
export interface FoundLog extends RawLog {
  readonly blockNumber: number;
  readonly blockHash: `0x${string}`;
  readonly logIndex: number;
  readonly transactionHash: `0x${string}`;
}

/**
 * Compares the logs that a node gave for one block with the receipts under the block's receiptsRoot: one that was
 * altered, left out or made up is named. The header itself was checked by its hash.
 * @param raw what eth_getBlockReceipts gives
 * @param given all logs of `address` in the block, as the node told them
 */
export function unfaithfulLog(
  block: { readonly number: number; readonly receiptsRoot: string },
  raw: unknown,
  address: string,
  given: readonly FoundLog[],
): LogNotCommitted | undefined {
  const receipts = parseReceipts(raw);
  const root = receiptsRoot(receipts);
  if (root !== block.receiptsRoot) {
    return new LogNotCommitted(
      `the receipts of block ${block.number}${describeAll(given)}`,
      root,
      block.receiptsRoot,
    );
  }
  const committed = receipts
    .flatMap((receipt) => receipt.logs)
    .map((log, logIndex) => ({ ...log, logIndex }))
    .filter((log) => log.address === address.toLowerCase());
  for (const [n, log] of given.entries()) {
    const real = committed[n];
    if (real === undefined || real.logIndex !== log.logIndex || bytesOf(real) !== bytesOf(log)) {
      const expected =
        real === undefined ? "no such log" : firstDifference(bytesOf(log), bytesOf(real));
      return new LogNotCommitted(describeLog(log), "other bytes", expected);
    }
  }
  const missing = committed[given.length];
  if (missing === undefined) return undefined;
  return new LogNotCommitted(
    describeLog({ ...missing, blockNumber: block.number }),
    "no log",
    "a log",
  );
}

const bytesOf = (log: RawLog): string =>
  [...log.topics, log.data].join("").toLowerCase().replaceAll("0x", "");

function firstDifference(given: string, real: string): string {
  let at = 0;
  while (given[at] === real[at]) at++;
  const byte = Math.floor(at / 2);
  return `0x${real.slice(byte * 2, byte * 2 + 2)} at byte ${byte} of topics and data`;
}

const describeAll = (logs: readonly FoundLog[]): string =>
  logs.length === 0 ? "" : ` (${logs.map(describeLog).join("; ")})`;
