import { existsSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { WalrasError } from "#protocol/errors";
import { type AdminAnswer, type AdminRequest, MOST_BYTES, requestSchema } from "./messages.ts";

/** Somebody listens at the socket's path already. */
export class AdminSocketInUse extends WalrasError {
  constructor(path: string) {
    super("adminSocket", "admin socket", path, "a path at which no other sequencer listens");
  }
}

/** Asks that are answered at a time. */
const MOST_SOCKETS = 4;

/**
 * Answers an operator's requests on a Unix socket. Whoever may open the file may ask: the process's umask decides who that is.
 * @param handle never rejects for what the request is to blame for
 * @returns what ends it
 * @throws AdminSocketInUse; Node's error where the path cannot be listened at
 */
export async function listenForAdmin(
  path: string,
  handle: (request: AdminRequest) => Promise<AdminAnswer>,
): Promise<() => Promise<void>> {
  if (existsSync(path)) {
    if (await answers(path)) throw new AdminSocketInUse(path);
    rmSync(path);
  }
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    void serve(socket, handle);
  });
  server.maxConnections = MOST_SOCKETS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve());
  });
  return () => close(server, sockets);
}

async function serve(
  socket: Socket,
  handle: (request: AdminRequest) => Promise<AdminAnswer>,
): Promise<void> {
  let answer: AdminAnswer;
  try {
    const parsed = requestSchema.safeParse(JSON.parse(await lineOf(socket)));
    answer = parsed.success
      ? await handle(parsed.data)
      : { ok: false, why: parsed.error.issues.map(({ message }) => message).join("; ") };
  } catch (error) {
    answer = { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
  socket.end(`${JSON.stringify(answer)}\n`);
}

/** The first line that comes. */
export function lineOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      said += text;
      const end = said.indexOf("\n");
      if (end >= 0) resolve(said.slice(0, end));
      else if (said.length > MOST_BYTES) reject(new RangeError(`more than ${MOST_BYTES} bytes`));
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new RangeError("closed before a whole line")));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
