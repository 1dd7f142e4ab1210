import { once } from "node:events";
import { createServer } from "node:http";
import { ANSWERS } from "../../keyper/committee/api.ts";
import { decodeMessage, KIND } from "../../keyper/dkg/message.ts";

/** Stands before a keyper and keeps back its parcels for one key set: nobody who reaches it only here can end that generation. */
export interface HeldParcels {
  readonly url: string;
  /** Answers that were kept back. */
  held: number;
  /** From now on all answers pass. */
  release(): void;
  stop(): void;
}

export async function holdParcels(
  target: string,
  first: number,
  keypers: number,
): Promise<HeldParcels> {
  let holding = true;
  const server = createServer(async (request, response) => {
    try {
      const body = Buffer.concat(await request.toArray());
      const headers = Object.entries(request.headers).flatMap(
        ([name, value]): [string, string][] =>
          name.startsWith("x-") ? [[name, String(value)]] : [],
      );
      const answer = await fetch(`${target}${request.url}`, { method: "POST", headers, body });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const isKept = holding && request.url === "/v1/messages" && hasParcels(bytes, first, keypers);
      if (isKept) gate.held++;
      if (isKept) return void response.destroy();
      const signed = [...answer.headers].filter(([name]) => name.startsWith("x-"));
      response.writeHead(answer.status, Object.fromEntries(signed)).end(bytes);
    } catch {
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  const gate: HeldParcels = {
    url: `http://127.0.0.1:${port}`,
    held: 0,
    release: () => {
      holding = false;
    },
    stop: () => server.close().closeAllConnections(),
  };
  return gate;
}

function hasParcels(body: Buffer, first: number, keypers: number): boolean {
  const parsed = ANSWERS["/v1/messages"].safeParse(JSON.parse(body.toString()));
  return (parsed.data?.messages ?? []).some((bytes) => {
    const { generation, kind } = decodeMessage(bytes, keypers);
    return generation.first === first && kind === KIND.parcels;
  });
}
