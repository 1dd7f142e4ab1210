import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { sleep } from "#l1/rpc";
import { toHex } from "#protocol/bytes";
import { MAX_SEAL_BYTES } from "#protocol/constants";
import { collectingSlot } from "../../sequencer/batching.ts";
import { postedBytes } from "../../sequencer/slotBook.ts";
import type {
  LoadMessage,
  LoadPlan,
  Phase,
  PhaseResult,
  PlannedPhase,
  ReadersMessage,
} from "./plan.ts";
import { notSealed } from "./sealedOnL1.ts";
import { type Server, startServer } from "./server.ts";
import { measureUsage, type Usage } from "./usage.ts";

/** `npm run bench:api [-- --json]`: envelopes with durable receipts and readers of the socket, asserted here. */

const LEAST_PER_SECOND = 2_000;
const MOST_P99_MS = 50;
const READERS = 1_000;
const INTERVAL = 5;
const GUARD_MS = 200;
const LINES = 64;
/** As many accounts as one slot holds envelopes of one order. */
const ACCOUNTS = Math.floor(MAX_SEAL_BYTES / postedBytes(1));
const SLOTS_AHEAD = 60;
const SLACK = 0.99;
const PHASES: readonly Phase[] = [
  { name: "warm-up", perSecond: LEAST_PER_SECOND / 2, slots: 1 },
  { name: "full rate", perSecond: LEAST_PER_SECOND, slots: 3 },
  { name: "half rate", perSecond: LEAST_PER_SECOND / 2, slots: 3 },
];

interface Report {
  readonly phases: readonly (PhaseResult & Usage & { readonly perSecond: number })[];
  readonly sealMicros: number;
  readonly receipts: number;
  readonly badReceipts: number;
  readonly promised: number;
  readonly notSealed: number;
  readonly readers: {
    readonly count: number;
    readonly least: number;
    readonly most: number;
    readonly gaps: number;
    readonly closed: number;
    readonly cpuSeconds: number;
  };
}

const server = await startServer(ACCOUNTS, INTERVAL, 2 * READERS, GUARD_MS);
const report = await measure(server).finally(() => server.stop());
const faults = faultsOf(report);
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ ...report, faults })}\n`);
} else print(report);
process.exitCode = faults.length === 0 ? 0 : 1;

async function measure(server: Server): Promise<Report> {
  const readers = child("readersProcess");
  const readersSay = inbox<ReadersMessage>(readers);
  readers.send({ url: `${server.api.url.replace("http", "ws")}/v1/socket`, readers: READERS });
  await readersSay("joined");

  const load = child("loadProcess");
  const loadSays = inbox<LoadMessage>(load);
  load.send(planOf(server));
  const { sealMicros, phases } = await loadSays("ready");
  const results: Report["phases"][number][] = [];
  for (const phase of phases) results.push(await during(server, phase, loadSays));
  const { receipts, badReceipts, promised } = await loadSays("done");
  server.sequencer.flushClaims(true);
  await server.sequencer.settled();
  await sleep(1_000);
  readers.send("done");
  const told = await readersSay("done");
  return {
    phases: results,
    sealMicros,
    receipts,
    badReceipts,
    promised: promised.length,
    notSealed: await notSealed(server.network, promised),
    readers: {
      count: told.messages.length,
      least: Math.min(...told.messages),
      most: Math.max(...told.messages),
      gaps: told.gaps,
      closed: told.closed,
      cpuSeconds: told.cpuSeconds,
    },
  };
}

async function during(
  server: Server,
  phase: PlannedPhase,
  loadSays: (kind: "phase") => Promise<{ readonly result: PhaseResult }>,
): Promise<Report["phases"][number]> {
  await sleep(Math.max(0, phase.begins - Date.now()));
  const end = measureUsage(server.network.devnet.pid);
  const { result } = await loadSays("phase");
  await sleep(Math.max(0, phase.ends - Date.now()));
  const seconds = (phase.ends - phase.begins) / 1_000;
  return { ...result, ...end(), perSecond: result.accepted / seconds };
}

function planOf({ network, sequencer, api, traders }: Server): LoadPlan {
  const { deployment, context } = network;
  const next = (collectingSlot(deployment, Date.now()) ?? 0) + 1;
  const points = Array.from({ length: SLOTS_AHEAD }, (_, n) => {
    const key = sequencer.exchange.batchKey(next + n);
    return key === undefined ? [] : [{ slot: next + n, point: toHex(key.point) }];
  }).flat();
  return {
    port: Number(new URL(api.url).port),
    domainSeparator: toHex(context.domainSeparator),
    sequencer: deployment.sequencer,
    accounts: traders.map(({ account, privateKey }) => ({ account, privateKey })),
    points,
    genesisTime: deployment.genesisTime,
    interval: deployment.interval,
    guardMs: GUARD_MS,
    lines: LINES,
    phases: PHASES,
  };
}

function child(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), {
    serialization: "advanced",
    execArgv: [],
  });
}

/** Waits for messages by kind, in the order in which they come. */
function inbox<M extends { readonly kind: string }>(from: ChildProcess) {
  const arrived: M[] = [];
  let wake = (): void => {};
  let ended: number | null | undefined;
  from.on("message", (message: M) => {
    arrived.push(message);
    wake();
  });
  from.on("exit", (code) => {
    ended = code;
    wake();
  });
  return async <K extends M["kind"]>(kind: K): Promise<Extract<M, { readonly kind: K }>> => {
    for (;;) {
      const message = arrived.shift();
      if (message?.kind === kind) return message as Extract<M, { readonly kind: K }>;
      if (message === undefined) {
        if (ended !== undefined)
          throw new RangeError(`the process ended with ${ended}, expected "${kind}"`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  };
}

function faultsOf({ phases, badReceipts, notSealed, readers }: Report): string[] {
  const [, full, half] = phases;
  const holds: readonly (readonly [string, boolean])[] = [
    [`${LEAST_PER_SECOND} accepted a second`, (full?.perSecond ?? 0) >= LEAST_PER_SECOND * SLACK],
    [`p99 below ${MOST_P99_MS} ms at half of it`, (half?.p99 ?? MOST_P99_MS) < MOST_P99_MS],
    ["no refusals", phases.every(({ sent, accepted }) => sent === accepted)],
    ["good receipts only", badReceipts === 0],
    ["every promise kept on L1", notSealed === 0],
    [
      `${READERS} readers that got every message`,
      readers.gaps + readers.closed === 0 && readers.least === readers.most && readers.least > 0,
    ],
  ];
  return holds.flatMap(([what, held]) => (held ? [] : [what]));
}

function print(result: Report): void {
  const ms = (value: number): string => value.toFixed(1);
  console.log(
    `Envelopes of one order by POST /v1/envelopes over ${LINES} lines; slots of ${INTERVAL} s. A slot holds ${ACCOUNTS} of them:` +
      "\nbeyond that accounts replace theirs by higher versions, each durable and receipted like the first.",
  );
  console.table(
    result.phases.map((phase) => ({
      phase: phase.name,
      "accepted/s": Math.round(phase.perSecond),
      sent: phase.sent,
      refused: JSON.stringify(phase.refused),
      "p50 ms": ms(phase.p50),
      "p99 ms": ms(phase.p99),
      "worst ms": ms(phase.worst),
    })),
  );
  console.table(
    result.phases.map((phase) => ({
      phase: phase.name,
      "server cpu s": phase.serverCpuSeconds.toFixed(2),
      "anvil cpu s": phase.anvilCpuSeconds?.toFixed(2) ?? "",
      "load cpu s": phase.cpuSeconds.toFixed(2),
      "lag p50 ms": ms(phase.lagP50),
      "lag p99 ms": ms(phase.lagP99),
      "lag worst ms": ms(phase.lagWorst),
      "resident MB": Math.round(phase.residentMb),
    })),
  );
  const { readers } = result;
  console.log(
    `${result.receipts} receipts, ${result.badReceipts} bad; of ${result.promised} newest envelopes ${result.notSealed} are not on L1.\n` +
      `${readers.count} readers got ${readers.least} … ${readers.most} messages each, ${readers.gaps} out of order; ` +
      `${readers.closed} were dropped; their processor time: ${readers.cpuSeconds.toFixed(1)} s.`,
  );
  console.log(faults.length === 0 ? "All figures are met." : `Missed: ${faults.join("; ")}.`);
}
