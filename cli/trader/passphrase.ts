import { WalrasError } from "#protocol/errors";
import { readSecret } from "../../client/node/secretFile.ts";

/** How a passphrase comes in: from a file, or typed on a terminal that does not show it. Never as an argument or from the environment. */

/** There is no passphrase to open the key with, or none that will do. */
export class PassphraseError extends WalrasError {
  constructor(what: string, given: string, expected: string) {
    super("passphrase", what, given, expected);
  }
}

/** Somebody pressed Ctrl-C or Ctrl-D instead of answering. */
export class Interrupted extends WalrasError {
  constructor(what: string) {
    super("interrupted", what, "an interruption", "an answer");
  }
}

/** What a terminal is to a question: process.stdin and process.stderr, unless tested. */
export interface Terminal {
  readonly input: Pick<NodeJS.ReadStream, "isTTY" | "on" | "off" | "resume" | "pause"> & {
    setRawMode(raw: boolean): unknown;
  };
  readonly output: { readonly isTTY?: boolean | undefined; write(text: string): unknown };
}

const MOST_CHARACTERS = 1_024;
const LEAST_CHARACTERS = 8;
const KEYS = { enter: /[\r\n]/, interrupt: "\u0003", end: "\u0004", back: /[\u007f\b]/ } as const;

export const isInteractive = ({ input, output }: Terminal): boolean =>
  input.isTTY === true && output.isTTY === true;

/**
 * The passphrase in a file, without the end of its line; asked for if there is no file.
 * @throws SecretFileError, PassphraseError, Interrupted
 */
export async function passphraseOf(
  file: string | undefined,
  terminal: Terminal,
  note: (line: string) => void,
  prompt: string,
): Promise<string> {
  if (file !== undefined) return passphraseIn(file, note);
  needTerminal(terminal);
  return await askHidden(terminal, prompt);
}

/** Another one for a new key: of a file, or typed twice. */
export async function newPassphrase(
  file: string | undefined,
  terminal: Terminal,
  note: (line: string) => void,
): Promise<string> {
  if (file !== undefined) return passphraseIn(file, note);
  needTerminal(terminal);
  const first = await askHidden(terminal, "New passphrase: ");
  if (first.length < LEAST_CHARACTERS) {
    const expected = `at least ${LEAST_CHARACTERS}`;
    throw new PassphraseError("new passphrase", `${first.length} characters`, expected);
  }
  const second = await askHidden(terminal, "The same again: ");
  if (first !== second)
    throw new PassphraseError("new passphrase", "two different ones", "the same twice");
  return first;
}

/** Asks a question whose answer is not shown. Throws Interrupted. */
export function askHidden({ input, output }: Terminal, prompt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    let isDone = false;
    const done = (settle: () => void): void => {
      isDone = true;
      input.off("data", hear);
      input.setRawMode(false);
      input.pause();
      output.write("\n");
      settle();
    };
    const take = (key: string): void => {
      if (KEYS.enter.test(key)) done(() => resolve(typed.join("")));
      else if (key === KEYS.interrupt || key === KEYS.end)
        done(() => reject(new Interrupted(prompt.trim())));
      else typed = KEYS.back.test(key) ? typed.slice(0, -1) : [...typed, key];
      if (typed.length <= MOST_CHARACTERS) return;
      const expected = `at most ${MOST_CHARACTERS} characters`;
      done(() => reject(new PassphraseError("what was typed", "more", expected)));
    };
    const hear = (data: Buffer | string): void => {
      for (const key of String(data)) {
        if (isDone) return;
        take(key);
      }
    };
    output.write(prompt);
    input.setRawMode(true);
    input.on("data", hear);
    input.resume();
  });
}

/** Asks a question of yes or no; anything but y or yes is no. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const { input, output } = terminal;
  output.write(`${question} [y/N] `);
  const answer = await new Promise<string>((resolve) => {
    const hear = (data: Buffer | string): void => {
      input.off("data", hear);
      input.pause();
      resolve(String(data));
    };
    input.on("data", hear);
    input.resume();
  });
  return /^y(es)?$/i.test(answer.trim());
}

function passphraseIn(file: string, note: (line: string) => void): string {
  const { text, isShared } = readSecret(file);
  if (isShared) note(`${file} can be read by others; chmod 600 it`);
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "" || passphrase.includes("\n"))
    throw new PassphraseError(`passphrase file ${file}`, "none or several lines", "one line");
  return passphrase;
}

function needTerminal(terminal: Terminal): void {
  if (isInteractive(terminal)) return;
  throw new PassphraseError(
    "passphrase",
    "no terminal to ask on",
    "--passphrase-file FILE, or passphraseFile in the profile",
  );
}
