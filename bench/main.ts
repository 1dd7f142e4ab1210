import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { benchRestingBook } from "./restingBook.ts";
import { benchSealedOrders } from "./sealedOrders.ts";

/** `npm run bench [-- --json]`: the core's two figures, asserted here and never in a timed test. */

const ORDERS = 10_000;
const RESTING = 1_000_000;
const TICKS = 4_000;
const LEAST_ORDERS_PER_SECOND = 4_000;
const MOST_RESIDENT_BYTES = 1e9;

const json = process.argv.includes("--json");
const crypto = await loadCrypto();
benchSealedOrders(crypto, 500, 16);
const sealed = [8, 16, 32].map((stepsPerRoot) => benchSealedOrders(crypto, ORDERS, stepsPerRoot));
const resting = benchRestingBook(crypto, RESTING, TICKS);

const slowest = Math.min(...sealed.map((result) => result.ordersPerSecond));
const met = slowest >= LEAST_ORDERS_PER_SECOND && resting.residentBytes <= MOST_RESIDENT_BYTES;

if (json) {
  process.stdout.write(`${JSON.stringify({ sealed, resting, met })}\n`);
} else {
  console.log(
    `Sealed orders opened, checked, executed and rooted on one core (${crypto.name} cryptography)`,
  );
  console.table(
    sealed.map((r) => ({
      "steps/root": r.stepsPerRoot,
      orders: r.orders,
      slots: r.slots,
      fills: r.fills,
      "orders/s": Math.round(r.ordersPerSecond),
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
      "resident MB": Math.round(resting.residentBytes / 1e6),
    },
  ]);
  console.log(met ? "Both figures are met." : "A figure is missed.");
}
process.exitCode = met ? 0 : 1;
