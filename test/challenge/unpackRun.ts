import { ENVELOPE_TREE_DEPTH } from "#protocol/constants";
import type { Facts, SealFact } from "#protocol/facts";

/** Runs of steps.json, read back from what packRun.ts writes. */

export interface PackedCorpus {
  readonly columns: readonly string[];
  readonly mutations: readonly string[];
  readonly lies: readonly { readonly mutation: string; readonly counts: readonly number[] }[];
  readonly envelopes: readonly string[];
  readonly names: readonly string[];
  readonly runs: readonly string[];
  readonly nodes: string;
}

export interface UnpackedRun {
  readonly column: number;
  /** Steps that succeeded. */
  readonly steps: number;
  /** 0 or the number of a verdict. */
  readonly reason: number;
  readonly before: Uint8Array;
  /** Zero if there is none. */
  readonly after: Uint8Array;
  readonly records: Uint8Array;
  readonly facts: Facts;
  readonly openings: readonly Opening[];
  readonly witness: Uint8Array;
  readonly stated: readonly { readonly mutation: number; readonly root: Uint8Array }[];
}

export interface Opening {
  readonly sealed: number;
  readonly envelope: Uint8Array;
  readonly siblings: readonly Uint8Array[];
  readonly root: Uint8Array;
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.slice(2), "hex"));

export class Unpacker {
  readonly #nodes: Uint8Array;
  readonly #envelopes: readonly Uint8Array[];

  constructor(corpus: PackedCorpus) {
    this.#nodes = bytesOf(corpus.nodes);
    this.#envelopes = corpus.envelopes.map(bytesOf);
  }

  run(hex: string): UnpackedRun {
    const bytes = new Reader(bytesOf(hex));
    const head = { column: bytes.number(1), steps: bytes.number(1), reason: bytes.number(1) };
    const [before, after] = [bytes.raw(32), bytes.raw(32)];
    const records = bytes.sized();
    const [prev, slot] = [bytes.number(4), bytes.number(4)];
    const seal = slot === 0 ? undefined : readSeal(bytes, prev, slot);
    const first = bytes.number(6);
    const words = Array.from({ length: bytes.number(1) }, () => bytes.raw(32));
    const openings = Array.from({ length: bytes.number(1) }, () =>
      this.#opening(bytes.number(2), bytes.number(2), seal?.root ?? new Uint8Array(32)),
    );
    const witness = this.#witness(bytes);
    const stated = Array.from({ length: bytes.number(2) }, () => ({
      mutation: bytes.number(1),
      root: bytes.raw(32),
    }));
    bytes.end();
    const sealed = seal === undefined ? undefined : withEnvelopes(seal, openings);
    const facts: Facts = {
      sealAfter: (slot) => (sealed?.prev === slot ? sealed : undefined),
      sealOf: (slot) => (sealed?.slot === slot ? sealed : undefined),
      inboxWord: (index) => words[index - first],
    };
    return { ...head, before, after, records, facts, openings, witness, stated };
  }

  #opening(index: number, sealed: number, root: Uint8Array): Opening {
    const bytes = new Reader(this.#envelopes[index] as Uint8Array);
    const envelope = bytes.sized();
    const siblings = Array.from({ length: ENVELOPE_TREE_DEPTH }, () => this.#node(bytes));
    bytes.end();
    return { sealed, envelope, siblings, root };
  }

  #witness(bytes: Reader): Uint8Array {
    const bits = bytes.number(2);
    const descriptor = bytes.raw(Math.ceil(bits / 8));
    const nodes = Array.from({ length: (bits + 1) / 2 }, () => this.#node(bytes));
    return new Uint8Array(
      Buffer.concat([Uint8Array.of(bits >> 8, bits & 255), descriptor, ...nodes]),
    );
  }

  #node(bytes: Reader): Uint8Array {
    const at = bytes.number(3) * 32;
    return this.#nodes.slice(at, at + 32);
  }
}

type BareSeal = Omit<SealFact, "envelopes"> & { readonly count: number };

function readSeal(bytes: Reader, prev: number, slot: number): BareSeal {
  const [root, key] = [bytes.raw(32), bytes.raw(32)];
  const [inboxEnd, count] = [bytes.number(6), bytes.number(2)];
  const certified = bytes.number(1) === 2;
  const held = [undefined, key, "void" as const][bytes.number(1)];
  return { prev, slot, root, key: held, inboxEnd, count, certified };
}

/** As many envelopes as were sealed; those that the run does not open are empty. */
function withEnvelopes(seal: BareSeal, openings: readonly Opening[]): SealFact {
  const envelopes: Uint8Array[] = Array.from({ length: seal.count }, () => new Uint8Array());
  for (const { sealed, envelope } of openings) envelopes[sealed] = envelope;
  return { ...seal, envelopes };
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(width: number): number {
    return this.raw(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  raw(length: number): Uint8Array {
    const bytes = this.#bytes.slice(this.#at, this.#at + length);
    if (bytes.length < length) throw new RangeError(`${bytes.length} bytes, expected ${length}`);
    this.#at += length;
    return bytes;
  }

  sized(): Uint8Array {
    return this.raw(this.number(2));
  }

  end(): void {
    const rest = this.#bytes.length - this.#at;
    if (rest !== 0) throw new RangeError(`${rest} bytes left over`);
  }
}
