import { Line } from "./line.ts";

/** A request and when it is to be sent. */
export interface Due {
  /** Unix milliseconds. */
  readonly at: number;
  readonly request: Buffer;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  /** Milliseconds from when it was due. */
  readonly ms: number;
}

const WAKE_MS = 1;

/**
 * Sends requests when they are due, however late the answers to others come, and counts from when each was due: a server that
 * stands still for a while is charged for every request that it should have answered meanwhile.
 * @param dues by rising time
 */
export function openLoop(lines: readonly Line[], dues: readonly Due[]): Promise<Answered[]> {
  const answers: Answered[] = [];
  const free = [...lines];
  const clock = (): number => performance.timeOrigin + performance.now();
  let next = 0;
  return new Promise((resolve) => {
    const send = (): void => {
      const now = clock();
      for (;;) {
        const due = dues[next];
        if (due === undefined || due.at > now) return;
        const line = free.pop();
        if (line === undefined) return;
        const place = next++;
        line.send(due.request, (status, body) => {
          answers[place] = { status, body, ms: clock() - due.at };
          free.push(line);
          if (++done === dues.length) {
            clearInterval(timer);
            resolve(answers);
          } else if (next < dues.length) send();
        });
      }
    };
    let done = 0;
    const timer = setInterval(send, WAKE_MS);
  });
}

export const openLines = (port: number, count: number): Promise<Line[]> =>
  Promise.all(Array.from({ length: count }, () => Line.open(port)));
