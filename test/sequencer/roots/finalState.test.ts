import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { balanceLeaf, signerLeaf } from "#protocol/layout";
import { hashRoot, nodeAt, siblingsOf, type TreeNode } from "#protocol/tree";
import { Random, SEED, scaled, scaledTimeout } from "../../reference/random.ts";
import { RecordedCourse } from "../history/recordedCourse.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-roots-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Nodes of a tree that another one does not share. */
function notShared(tree: TreeNode, other: TreeNode): number {
  if (tree === other) return 0;
  if (tree.isLeaf()) return 1;
  return 1 + notShared(tree.left, other.left) + notShared(tree.right, other.right);
}

function proves(tree: TreeNode, gindex: number): boolean {
  let [node, at] = [Buffer.from(nodeAt(tree, gindex).root), gindex];
  for (const sibling of siblingsOf(tree, gindex)) {
    const pair = at % 2 === 0 ? [node, sibling] : [sibling, node];
    node = createHash("sha256").update(Buffer.concat(pair)).digest();
    at = Math.floor(at / 2);
  }
  return at === 1 && Buffer.compare(node, hashRoot(tree)) === 0;
}

/** Whatever is asked is the state that was behind that slot, and proofs lead to its root. */
function judge(random: Random, course: RecordedCourse, final: number): void {
  const { executor, roots, chunks } = course;
  const tree = executor.finalState(final);
  expect(hashRoot(tree)).toEqual(rootBehind(course, final));
  const gindex = random.chance(50)
    ? signerLeaf(random.below(2 ** 24))
    : balanceLeaf(random.pick(course.accounts.slice(0, 8)), 0);
  expect(proves(tree, gindex)).toBe(true);
  if (final === executor.slot) expect(notShared(tree, executor.settled)).toBe(0);
  for (const slot of course.slots.filter((one) => one > final)) {
    const behind = executor.stateBehind(slot, chunks.get(slot) ?? 0);
    expect(behind && hashRoot(behind)).toEqual(roots.get(slot));
  }
}

const rootBehind = ({ roots, genesis }: RecordedCourse, slot: number): Uint8Array | undefined =>
  slot === 0 ? hashRoot(genesis) : roots.get(slot);

async function play(random: Random, course: RecordedCourse): Promise<void> {
  let final = 0;
  for (let at = 0; at < 20; at++) {
    await course.step();
    if (random.chance(50)) {
      final = random.pick(course.slots.filter((slot) => slot >= final));
      // Asked for before it is pruned, after it, or only after a restart.
      if (random.chance(50)) course.executor.finalState(final);
      course.finalise(final);
    }
    if (random.chance(25)) course.restart();
    judge(random, course, final);
  }
  course.executor.startOver();
  expect(hashRoot(course.executor.finalState(0))).toEqual(hashRoot(course.genesis));
  await course.catchUp();
  judge(random, course, final);
}

describe(`states that L1 knows the root of (WALRAS_SEED=${SEED})`, () => {
  const courses = scaled(4);
  test(
    `${courses} courses of finality behind execution, with restarts`,
    async () => {
      const random = new Random(SEED, 74);
      for (let n = 0; n < courses; n++) {
        const course = new RecordedCourse(random, directory);
        try {
          await play(random, course);
        } finally {
          course.close();
        }
      }
    },
    scaledTimeout(120_000),
  );
});
