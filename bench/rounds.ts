/** How often the contestants of a bench take turns: `--rounds N`, five times unless told. */
export const ROUNDS = { type: "string", default: "5" } as const;

/** Throws RangeError unless it is an integer from 1. */
export function readRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new RangeError(`--rounds ${text}: expected an integer from 1`);
  return rounds;
}
