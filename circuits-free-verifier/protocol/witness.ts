import { WalrasError } from "./errors.ts";
import type { Snapshot, State, StatePort } from "./state.ts";
import { alignedPath, depthOf, hashPair, type Leaf, leafOfBytes, type TreeNode } from "./tree.ts";

/**
 * The witness of a chunk: every leaf it touches in one shared partial tree (PROTOCOL.md §5, "Witness of a chunk").
 * Leaves are found by generalised index, which constants give; nothing about depth is taken from the bytes.
 */

/** Bytes that are no witness; says nothing about the chunk. */
export class BadWitnessError extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("bad-witness", what, given, expected);
  }
}

/** A state that remembers which leaves were read or written. */
export class RecordingState implements StatePort {
  readonly touched = new Set<number>();
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  get(gindex: number): Leaf {
    this.touched.add(gindex);
    return this.#state.get(gindex);
  }

  set(gindex: number, leaf: Leaf): void {
    this.touched.add(gindex);
    this.#state.set(gindex, leaf);
  }
}

const MAX_DEPTH = 48;

/** Encodes the witness of `touched` leaves in the state before a chunk. */
export function encodeWitness(before: Snapshot, touched: Iterable<number>): Uint8Array {
  const paths = [...touched].map((gindex) => {
    const depth = depthOf(gindex);
    return { depth, path: alignedPath(gindex, depth) };
  });
  paths.sort((a, b) => a.path - b.path);
  const bits: number[] = [];
  const nodes: Uint8Array[] = [];
  const walk = (
    node: TreeNode,
    from: number,
    to: number,
    depth: number,
    start: number,
    span: number,
  ): void => {
    if (from === to || paths[from]?.depth === depth) {
      bits.push(1);
      nodes.push(node.root);
      return;
    }
    bits.push(0);
    const middle = start + span / 2;
    let split = from;
    while (split < to && (paths[split]?.path ?? 0) < middle) split++;
    walk(node.left, from, split, depth + 1, start, span / 2);
    walk(node.right, split, to, depth + 1, middle, span / 2);
  };
  walk(before.root, 0, paths.length, 0, 0, WHOLE_PATH);
  return packed(bits, nodes);
}

const WHOLE_PATH = 2 ** 49;

function packed(bits: readonly number[], nodes: readonly Uint8Array[]): Uint8Array {
  const descriptor = Math.ceil(bits.length / 8);
  const bytes = new Uint8Array(2 + descriptor + nodes.length * 32);
  new DataView(bytes.buffer).setUint16(0, bits.length);
  for (const [n, bit] of bits.entries()) {
    const at = 2 + (n >> 3);
    bytes[at] = (bytes[at] ?? 0) | (bit << (7 - (n & 7)));
  }
  for (const [n, node] of nodes.entries()) bytes.set(node, 2 + descriptor + n * 32);
  return bytes;
}

type Part = { readonly gindex: number } | { readonly left: Part; readonly right: Part };

/** A state known only by its witness: the same steps run on it, and it folds to the root before and after. */
export class WitnessState implements StatePort {
  readonly #leaves = new Map<number, Leaf>();
  readonly #shape: Part;

  /** Throws BadWitnessError for bytes that do not decode whole. */
  constructor(bytes: Uint8Array) {
    if (bytes.length < 2)
      throw new BadWitnessError("witness", bytes, "a descriptor length and descriptor");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const bitCount = view.getUint16(0);
    const nodesAt = 2 + Math.ceil(bitCount / 8);
    let bit = 0;
    let node = nodesAt;
    const parse = (gindex: number, depth: number): Part => {
      if (bit >= bitCount) throw new BadWitnessError("descriptor", bitCount, "more bits");
      const terminal = ((bytes[2 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1;
      bit++;
      if (terminal === 0) {
        if (depth === MAX_DEPTH)
          throw new BadWitnessError("descriptor depth", depth + 1, `at most ${MAX_DEPTH}`);
        return { left: parse(gindex * 2, depth + 1), right: parse(gindex * 2 + 1, depth + 1) };
      }
      if (node + 32 > bytes.length)
        throw new BadWitnessError("witness nodes", bytes.length, `${node + 32} bytes`);
      this.#leaves.set(gindex, leafOfBytes(bytes.subarray(node, node + 32)));
      node += 32;
      return { gindex };
    };
    this.#shape = parse(1, 0);
    if (bit !== bitCount) throw new BadWitnessError("descriptor", bitCount, `${bit} bits`);
    if (node !== bytes.length)
      throw new BadWitnessError("witness length", bytes.length, `${node} bytes`);
    if (hasPadding(bytes, bitCount))
      throw new BadWitnessError("descriptor padding", "a set bit", "zero bits");
  }

  /** Throws BadWitnessError for a leaf that the witness does not hold. */
  get(gindex: number): Leaf {
    const leaf = this.#leaves.get(gindex);
    if (leaf === undefined)
      throw new BadWitnessError("leaf", gindex, "a leaf that the witness holds");
    return leaf;
  }

  set(gindex: number, leaf: Leaf): void {
    this.get(gindex);
    this.#leaves.set(gindex, leaf);
  }

  /** Root of the partial tree with its leaves as they are now, 32 bytes. */
  root(): Uint8Array {
    return this.#fold(this.#shape);
  }

  #fold(part: Part): Uint8Array {
    if ("gindex" in part) return this.get(part.gindex).root;
    return hashPair(this.#fold(part.left), this.#fold(part.right));
  }
}

function hasPadding(bytes: Uint8Array, bitCount: number): boolean {
  const used = bitCount & 7;
  return used !== 0 && ((bytes[2 + (bitCount >> 3)] ?? 0) & (0xff >> used)) !== 0;
}
