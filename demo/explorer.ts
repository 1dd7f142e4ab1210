import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { REFUSAL } from "#protocol/outcomes";
import type { Exchange } from "../sequencer/api/exchange.ts";
import { type RunningApi, startApi } from "../sequencer/api/server.ts";
import type { Network } from "./network.ts";

/** The sequencer's API and its explorer, for whoever watches the demo and trades along. */
export interface Explorer {
  readonly url: string;
  /** From now on takes no envelope from outside: the demo brings everything to its end. */
  endTrading(): void;
  close(): Promise<void>;
}

export interface ExplorerOptions {
  readonly exchange: Exchange;
  readonly network: Network;
  readonly symbols: readonly string[];
  /** Tried first; any free one if it is taken. */
  readonly port: number;
}

const TOKEN_DECIMALS = 18;
/** Nobody else shares this machine's loopback. */
const PER_MINUTE = 1_000_000;
/** Where the built explorer may lie, seen from the built file and from the source. */
const WEB_ROOTS = ["../web/", "../dist/web/"];

/** Serves the API, and the explorer where it was built. */
export async function openExplorer(options: ExplorerOptions): Promise<Explorer> {
  const { network, symbols } = options;
  const gate = gated(options.exchange);
  const start = (port: number): Promise<RunningApi> =>
    startApi({
      exchange: gate.exchange,
      listing: {
        name: "Walras demo",
        assets: symbols.map((symbol) => ({ symbol, decimals: TOKEN_DECIMALS })),
        l1Url: network.devnet.url,
        explorerUrl: undefined,
        devnet: true,
      },
      settings: {
        host: "127.0.0.1",
        port,
        requestsPerMinute: PER_MINUTE,
        envelopesPerMinute: PER_MINUTE,
        logLevel: "silent",
      },
      version: versionOfPackage(),
      webRoot: builtPage(),
      now: () => Date.now(),
      log: pino({ level: "silent" }),
    });
  const api = await start(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return start(0);
  });
  return { url: api.url, endTrading: () => gate.shut(), close: () => api.stop() };
}

/** The exchange behind a gate that can be shut for envelopes. */
function gated(exchange: Exchange): { readonly exchange: Exchange; shut(): void } {
  let isShut = false;
  const submit: Exchange["submit"] = (slot, envelope) =>
    isShut
      ? Promise.resolve({
          kind: "refused",
          refusal: REFUSAL.notAccepting,
          reason: "the demo is ending",
        })
      : exchange.submit(slot, envelope);
  const collecting: Exchange["collecting"] = () => (isShut ? undefined : exchange.collecting());
  const own = new Map<PropertyKey, unknown>([
    ["submit", submit],
    ["collecting", collecting],
  ]);
  const through = new Proxy(exchange, {
    get(target, name) {
      if (own.has(name)) return own.get(name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return {
    exchange: through,
    shut: () => {
      isShut = true;
    },
  };
}

/** Folder of the built explorer; undefined where there is none. Beside the sources lies one that is not built and has no assets. */
export const builtPage = (): string | undefined =>
  WEB_ROOTS.map(folder).find((path) => existsSync(`${path}assets`));

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function versionOfPackage(): string {
  const path = ["../../package.json", "../package.json"].map(folder).find(existsSync) ?? "";
  const { version }: { readonly version: string } = JSON.parse(readFileSync(path, "utf8"));
  return version;
}
