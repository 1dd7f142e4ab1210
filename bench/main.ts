import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { createPureCrypto } from "../circuits-free-verifier/crypto/pure.ts";
import { benchExit } from "./exit.ts";
import { benchProof } from "./proofs.ts";
import type { RestingBookResult } from "./restingBook.ts";
import { benchSealedOrders } from "./sealedOrders.ts";

/** `npm run bench [-- --json]`: the core's four figures, asserted here and never in a timed test. */

const ORDERS = 10_000;
const FALLBACK_ORDERS = 200;
const RESTING = 1_000_000;
const TICKS = 4_000;
const LEAST_ORDERS_PER_CORE_SECOND = 4_000;
const MOST_BYTES = 1e9;
const PROOF_ORDERS = 30_000;
const MOST_PROOF_SECONDS = 5;
const EXIT_ACCOUNTS = 100_000;
const MOST_EXIT_SECONDS = 10;

const json = process.argv.includes("--json");
const crypto = await loadCrypto();
benchSealedOrders(crypto, 500, 16);
const sealed = [8, 16, 24].map((stepsPerRoot) => benchSealedOrders(crypto, ORDERS, stepsPerRoot));
const fallback = benchSealedOrders(createPureCrypto(), FALLBACK_ORDERS, 16);
const resting = restingInItsOwnProcess();
const proof = benchProof(crypto, PROOF_ORDERS, 16);
const exit = benchExit(crypto, EXIT_ACCOUNTS);
const exitSeconds = exit.replaySeconds + exit.proveSeconds;
const proofSeconds = proof.replaySeconds + proof.buildSeconds;

const slowest = Math.min(...sealed.map((result) => result.ordersPerCoreSecond));
const met =
  slowest >= LEAST_ORDERS_PER_CORE_SECOND &&
  resting.peakBytes <= MOST_BYTES &&
  proofSeconds < MOST_PROOF_SECONDS &&
  exitSeconds < MOST_EXIT_SECONDS;

if (json) {
  process.stdout.write(`${JSON.stringify({ sealed, fallback, resting, proof, exit, met })}\n`);
} else {
  console.log(`Sealed orders opened, checked, executed and rooted on one core`);
  console.table(
    [...sealed, fallback].map((r) => ({
      cryptography: r.crypto,
      "steps/root": r.stepsPerRoot,
      orders: r.orders,
      slots: r.slots,
      fills: r.fills,
      "orders/s": Math.round(r.ordersPerSecond),
      "orders/core s": Math.round(r.ordersPerCoreSecond),
      "open s": r.stages.open.toFixed(2),
      "execute s": r.stages.execute.toFixed(2),
      "root s": r.stages.root.toFixed(2),
    })),
  );
  console.log("Resting book");
  console.table([
    {
      orders: resting.orders,
      ticks: resting.ticks,
      "orders/s": Math.round(resting.orders / resting.seconds),
      "peak MB": Math.round(resting.peakBytes / 1e6),
    },
  ]);
  console.log("Proof against the last chunk of a claim of 1,000, from the state before the claim");
  console.table([
    {
      chunks: proof.chunks,
      "steps/root": proof.stepsPerRoot,
      "replay s": proof.replaySeconds.toFixed(2),
      "build s": proof.buildSeconds.toFixed(3),
      "calldata bytes": proof.calldataBytes,
    },
  ]);
  console.log("Exit of one account: the state run again from L1's inbox, and all its proofs");
  console.table([
    {
      accounts: exit.accounts,
      "replay s": exit.replaySeconds.toFixed(2),
      "prove s": exit.proveSeconds.toFixed(3),
      calls: exit.calls,
      "bytes/call": exit.bytesPerCall,
    },
  ]);
  console.log(met ? "All figures are met." : "A figure is missed.");
}
process.exitCode = met ? 0 : 1;

function restingInItsOwnProcess(): RestingBookResult {
  const script = fileURLToPath(new URL("./restingProcess.js", import.meta.url));
  const stdout = execFileSync(process.execPath, [script, String(RESTING), String(TICKS)], {
    encoding: "utf8",
  });
  return JSON.parse(stdout);
}
