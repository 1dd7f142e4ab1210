import { State } from "#protocol/state";
import { type Leaf, ZERO_LEAF } from "#protocol/tree";
import { changedLeaves } from "./fields.ts";
import type { Lie, Truth } from "./lieTypes.ts";

/** The right state but for one field of one leaf that the chunk read or wrote; and roots of no state at all. */
export function fieldLies({ chunk, random }: Truth): Lie[] {
  const { after, before, records, touched } = chunk;
  const lies: Lie[] = [];
  const state = new State(after.root);
  const root = state.root();
  for (const gindex of touched) {
    for (const { name, leaf } of changedLeaves(gindex, state.get(gindex))) {
      lies.push({ mutation: name, root: rootWith(state, gindex, leaf), records });
    }
  }
  const flipped = root.slice();
  const at = random.below(32);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
  lies.push({ mutation: "root: one bit", root: flipped, records });
  lies.push({ mutation: "root: zero", root: ZERO_LEAF.root, records });
  lies.push({ mutation: "root: as before", root: new State(before.root).root(), records });
  return lies;
}

function rootWith(state: State, gindex: number, leaf: Leaf): Uint8Array {
  const snapshot = state.snapshot();
  state.set(gindex, leaf);
  const root = state.root();
  state.restore(snapshot);
  return root;
}
