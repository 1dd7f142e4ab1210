/** A room is a part of the source tree with its own place in the import direction. */
export type Room =
  | "protocol"
  | "crypto"
  | "l1"
  | "challenger"
  | "verifier"
  | "storage"
  | "sequencer"
  | "keyper"
  | "claimant"
  | "operator"
  | "client"
  | "web"
  | "bench"
  | "demo"
  | "cli"
  | "test";

const FOLDERS: readonly (readonly [prefix: string, room: Room])[] = [
  ["circuits-free-verifier/protocol/", "protocol"],
  ["circuits-free-verifier/crypto/", "crypto"],
  ["circuits-free-verifier/l1/", "l1"],
  ["circuits-free-verifier/challenger/", "challenger"],
  ["circuits-free-verifier/", "verifier"],
  ["storage/", "storage"],
  ["sequencer/", "sequencer"],
  ["keyper/", "keyper"],
  ["claimant/", "claimant"],
  ["operator/", "operator"],
  ["client/", "client"],
  ["web/", "web"],
  ["bench/", "bench"],
  ["demo/", "demo"],
  ["cli/", "cli"],
  ["test/", "test"],
];

const DAEMONS = [
  "challenger",
  "verifier",
  "storage",
  "sequencer",
  "keyper",
  "claimant",
  "client",
] as const;

/** For each room the others that it may import; every room may import itself. */
export const MAY_IMPORT: Record<Room, readonly Room[]> = {
  protocol: [],
  crypto: ["protocol"],
  l1: ["protocol"],
  challenger: ["storage", "l1", "crypto", "protocol"],
  verifier: ["challenger", "storage", "l1", "crypto", "protocol"],
  storage: ["protocol"],
  sequencer: ["storage", "l1", "crypto", "protocol"],
  keyper: ["storage", "l1", "crypto", "protocol"],
  claimant: ["challenger", "verifier", "sequencer", "storage", "l1", "crypto", "protocol"],
  operator: [
    "claimant",
    "challenger",
    "verifier",
    "sequencer",
    "keyper",
    "client",
    "storage",
    "l1",
    "crypto",
    "protocol",
  ],
  client: ["l1", "crypto", "protocol"],
  web: ["client", "l1", "crypto", "protocol"],
  demo: [...DAEMONS, "l1", "crypto", "protocol"],
  bench: [...DAEMONS, "demo", "l1", "crypto", "protocol"],
  cli: [...DAEMONS, "operator", "bench", "demo", "web", "l1", "crypto", "protocol"],
  test: [...DAEMONS, "operator", "bench", "demo", "web", "cli", "l1", "crypto", "protocol"],
};

/** Single files that may cross a wall, because wiring is their purpose. */
export const WIRING: readonly { readonly file: string; readonly room: Room }[] = [
  { file: "sequencer/main.ts", room: "keyper" },
  { file: "client/exit.ts", room: "claimant" },
  { file: "client/exit.ts", room: "challenger" },
];

/** Files that something other than an import starts. */
export const ENTRY_POINTS: readonly RegExp[] = [
  /^vitest\.config\.ts$/,
  /^test\/.*\.test\.ts$/,
  /^cli\/main\.ts$/,
  /^circuits-free-verifier\/(main|codegen)\.ts$/,
  /^(sequencer|keyper|bench)\/main\.ts$/,
  /^bench\/(gas|keypers|restingProcess)\.ts$/,
  /^bench\/matching\/main\.ts$/,
  /^bench\/(formats|concurrency|memory)\/main\.ts$/,
  /^bench\/concurrency\/(matchProcess|parserThread|encoderThread)\.ts$/,
  /^client\/(index|exit|node)\.ts$/,
  /^web\/(main\.tsx|vite\.config\.ts)$/,
  /^client\/generated\/api\.ts$/,
  /^sequencer\/api\/schema\/openapi\.ts$/,
  /^bench\/api\/(main|loadProcess|readersProcess)\.ts$/,
];

/** Files above 400 lines, each with the reason why it is not split. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

export const MAX_LINES = 400;

export function roomOf(path: string): Room | undefined {
  return FOLDERS.find(([prefix]) => path.startsWith(prefix))?.[1];
}
