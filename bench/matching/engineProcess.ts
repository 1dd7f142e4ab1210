import { measureLatency } from "./latency.ts";
import { NPM_PEERS, runNpmPeer } from "./npmPeers.ts";
import { runW1 } from "./runW1.ts";

/**
 * One run of one engine in a process of its own, so that its memory and its compiled code are its own.
 * Usage: engineProcess ENGINE FILE MESSAGES. Prints one JSON object.
 */

const [engine = "", file = "", messages = ""] = process.argv.slice(2);
const options = { messages: Number(messages) };
const npm = NPM_PEERS.find((name) => name === engine);

async function run(): Promise<unknown> {
  if (npm !== undefined) return await runNpmPeer(npm, file, options.messages);
  if (engine === "walras") return runW1(file, options);
  if (engine === "walras-single") return runW1(file, { ...options, block: 1 });
  if (engine === "walras-sparse") return runW1(file, { ...options, sparse: true });
  if (engine === "walras-latency") return measureLatency(file);
  throw new RangeError(`${engine}: no such engine`);
}

process.stdout.write(`${JSON.stringify(await run())}\n`);
