import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { benchRestingBook } from "./restingBook.ts";

/** A process of its own, so that its memory is the book's and nothing else's. Prints one JSON object. */

const [orders, ticks] = process.argv.slice(2).map(Number);
if (orders === undefined || ticks === undefined)
  throw new RangeError("usage: restingProcess ORDERS TICKS");
process.stdout.write(`${JSON.stringify(benchRestingBook(await loadCrypto(), orders, ticks))}\n`);
