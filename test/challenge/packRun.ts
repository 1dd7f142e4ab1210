import { ENVELOPE_TREE_DEPTH } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import type { SealFact } from "#protocol/facts";
import { readCursor } from "#protocol/leaves";
import { merkleProof } from "#protocol/merkle";
import { State } from "#protocol/state";
import { ByteWriter } from "./byteWriter.ts";
import type { Watched } from "./watched.ts";

/** Runs as bytes that Forge reads in one go. Nodes of trees occur again and again: each is kept once. */

/** A root that a claim may state, and how it came about: an index into the corpus' mutations. */
export interface Stated {
  readonly mutation: number;
  readonly root: Uint8Array;
}

const ZERO = new Uint8Array(32);
const KIND = { empty: 1, certified: 2 } as const;
const KEY = { none: 0, revealed: 1, voided: 2 } as const;

export class Packer {
  readonly #crypto: Crypto;
  readonly #nodes = new Map<string, number>();
  readonly #envelopes = new Map<string, number>();

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** All nodes, 32 bytes each. */
  nodes(): string {
    return `0x${[...this.#nodes.keys()].join("")}`;
  }

  /** envelope length u16 ‖ envelope ‖ 10 × node u24 */
  envelopes(): string[] {
    return [...this.#envelopes.keys()];
  }

  /** `kind` is an index into the corpus' kinds of steps: that of the step that decides. */
  run(run: Watched, kind: number, stated: readonly Stated[]): string {
    const { before, after, records, invalid, used } = run;
    const out = new ByteWriter();
    out
      .number(kind, 1)
      .number(run.names.length, 1)
      .number(invalid?.reason ?? 0, 1);
    out.raw(new State(before.root).root());
    out.raw(invalid === undefined ? new State(after.root).root() : ZERO);
    out.sized(records);
    this.#seal(out, run);
    const words = [...used.words].sort(([a], [b]) => a - b);
    out.number(words[0]?.[0] ?? 0, 6).number(words.length, 1);
    for (const [, word] of words) out.raw(word);
    out.number(used.envelopes.length, 1);
    for (const sealed of used.envelopes) {
      out.number(this.#envelope(used.opened as SealFact, sealed), 2).number(sealed, 2);
    }
    this.#witness(out, run.witness);
    out.number(stated.length, 2);
    for (const { mutation, root } of stated) out.number(mutation, 1).raw(root);
    return out.hex();
  }

  /** The slot before the one that is sealed, then that one; 0 if there is none. */
  #seal(out: ByteWriter, { before, used: { seal, opened } }: Watched): void {
    const fact = seal ?? opened;
    if (fact === undefined) {
      out.number(readCursor(new State(before.root)).slot, 4).number(0, 4);
      return;
    }
    const { slot, prev, root, key, certified, inboxEnd, envelopes } = fact;
    out.number(prev, 4).number(slot, 4).raw(root);
    out.raw(key instanceof Uint8Array ? key : ZERO).number(inboxEnd, 6);
    out.number(envelopes.length, 2).number(certified ? KIND.certified : KIND.empty, 1);
    const held = key === "void" ? KEY.voided : KEY.revealed;
    out.number(key === undefined ? KEY.none : held, 1);
  }

  #envelope(seal: SealFact, sealed: number): number {
    const { keccak256 } = this.#crypto;
    const leaves = seal.envelopes.map((envelope) => keccak256(envelope));
    const out = new ByteWriter().sized(seal.envelopes[sealed] as Uint8Array);
    for (const sibling of merkleProof(this.#crypto, leaves, ENVELOPE_TREE_DEPTH, sealed)) {
      out.number(this.#node(sibling), 3);
    }
    return indexIn(this.#envelopes, out.hex());
  }

  #witness(out: ByteWriter, witness: Uint8Array): void {
    const bits = ((witness[0] ?? 0) << 8) | (witness[1] ?? 0);
    const nodesAt = 2 + Math.ceil(bits / 8);
    out.raw(witness.subarray(0, nodesAt));
    for (let at = nodesAt; at < witness.length; at += 32) {
      out.number(this.#node(witness.subarray(at, at + 32)), 3);
    }
  }

  #node(node: Uint8Array): number {
    return indexIn(this.#nodes, Buffer.from(node).toString("hex"));
  }
}

function indexIn(table: Map<string, number>, key: string): number {
  const known = table.get(key);
  if (known !== undefined) return known;
  table.set(key, table.size);
  return table.size - 1;
}
