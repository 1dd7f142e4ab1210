import { connect } from "node:net";
import { WalrasError } from "#protocol/errors";
import { type AdminRequest, answerSchema } from "./messages.ts";
import { lineOf } from "./server.ts";

/** The sequencer could not be asked, or does not do what it was asked for. */
export class AdminFailed extends WalrasError {
  constructor(path: string, given: string, expected: string) {
    super("admin", `admin socket ${path}`, given, expected);
  }
}

/** Asks the sequencer behind a socket; resolves to the files that it wrote. Throws AdminFailed. */
export async function askAdmin(path: string, request: AdminRequest): Promise<readonly string[]> {
  const socket = connect(path);
  socket.write(`${JSON.stringify(request)}\n`);
  let line: string;
  try {
    line = await lineOf(socket);
  } catch (error) {
    const given = error instanceof Error ? error.message : String(error);
    throw new AdminFailed(path, given, "a running sequencer, and the right to ask it");
  } finally {
    socket.destroy();
  }
  const answer = answerSchema.parse(JSON.parse(line));
  if (!answer.ok) throw new AdminFailed(path, answer.why, "a backup");
  return answer.files;
}
