import { describe, expect, test } from "vitest";
import { claimOf } from "../../../sequencer/api/models/claims.ts";
import { type SlotFacts, stageOf } from "../../../sequencer/api/stage.ts";
import { claimView } from "./smallExchange.ts";

const NOTHING: SlotFacts = {
  progress: undefined,
  lost: false,
  seal: undefined,
  chunksEnd: undefined,
  claimedChunks: 20,
  finalChunks: 10,
};
const seal = (count: number, key: "none" | "revealed" | "void") => ({ count, key });

describe("the stage of a batch", () => {
  const rows: readonly (readonly [string, Partial<SlotFacts>, ReturnType<typeof stageOf>])[] = [
    ["is none where nothing is known", {}, undefined],
    ["while it collects", { progress: "collecting" }, "collecting"],
    ["once its list is fixed", { progress: "closed" }, "closed"],
    ["once it is certified", { progress: "certified" }, "certified"],
    ["once it is on L1", { progress: "certified", seal: seal(2, "none") }, "sealed"],
    ["once its key is out", { progress: "certified", seal: seal(2, "revealed") }, "opened"],
    ["once it is void", { seal: seal(2, "void") }, "opened"],
    ["without envelopes, which needs no key", { seal: seal(0, "none") }, "opened"],
    ["once it was run", { seal: seal(2, "revealed"), chunksEnd: 21 }, "executed"],
    ["once a claim holds its last chunk", { chunksEnd: 20 }, "claimed"],
    ["while a claim holds a part of it", { chunksEnd: 22, claimedChunks: 21 }, "executed"],
    ["once that claim is final", { chunksEnd: 10 }, "final"],
    ["that missed its deadline", { lost: true }, "lost"],
    ["that missed it, though the log still has it", { lost: true, progress: "closed" }, "lost"],
    ["that L1 has after all", { lost: true, seal: seal(2, "none") }, "sealed"],
  ];
  test.each(rows)("%s", (_, facts, stage) => {
    expect(stageOf({ ...NOTHING, ...facts })).toBe(stage);
  });
});

describe("the claim of a batch", () => {
  const deployment = { challengeWindow: 100 };
  const whole = claimView(4, 7, 30, 40);
  const cut = {
    ...claimView(3, 6, 20, 30),
    claim: { ...claimView(3, 6, 20, 30).claim, atStart: false },
  };
  const final = claimView(2, 5, 10, 20).claim;
  const finalClaimOf = (chunks: number) =>
    chunks <= 20 ? { claim: final, start: final } : undefined;
  const view = { standing: [cut, whole], finalClaimOf };

  test("is the one that holds its last chunk", () => {
    expect(claimOf(view, deployment, 30)?.index).toBe(3);
    expect(claimOf(view, deployment, 31)?.index).toBe(4);
    expect(claimOf(view, deployment, 40)?.index).toBe(4);
    expect(claimOf(view, deployment, 41)).toBeUndefined();
  });

  test("can be final with the first claim from there on that ends at Start", () => {
    const finalFrom = whole.claim.postedAt + 100;
    expect(claimOf(view, deployment, 25)).toEqual({ index: 3, finalFrom });
    const open = { standing: [cut], finalClaimOf };
    expect(claimOf(open, deployment, 25)).toEqual({ index: 3, finalFrom: undefined });
  });

  test("stays what it was once it is final", () => {
    expect(claimOf(view, deployment, 15)).toEqual({ index: 2, finalFrom: final.postedAt + 100 });
  });
});
