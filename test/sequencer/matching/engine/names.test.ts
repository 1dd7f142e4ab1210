import { describe, expect, test } from "vitest";
import { MAX_NAME_BYTES, Names } from "../../../../sequencer/matching/engine/names.ts";
import { Random, SEED } from "../../../reference/random.ts";

describe(`names (WALRAS_SEED=${SEED})`, () => {
  test("of all lengths are kept until they are released, over many chunks", () => {
    const random = new Random(SEED, 0);
    const names = new Names();
    const kept = new Map<number, string>();
    const copied = new Uint8Array(MAX_NAME_BYTES);
    for (let n = 0; n < 20_000; n++) {
      if (random.chance(40)) {
        const [handle] = kept.keys();
        if (handle === undefined) continue;
        names.release(handle);
        kept.delete(handle);
        continue;
      }
      const length = random.chance(5) ? MAX_NAME_BYTES : random.magnitude(MAX_NAME_BYTES);
      const text = `${n}`.padEnd(length, "x").slice(-length);
      const bytes = new TextEncoder().encode(`!${text}!`);
      const handle = names.add(bytes, 1, bytes.length - 1);
      expect(handle).toBeGreaterThan(0);
      expect(kept.has(handle)).toBe(false);
      kept.set(handle, text);
    }
    for (const [handle, text] of kept) {
      expect(names.text(handle)).toBe(text);
      expect(names.equals(handle, new TextEncoder().encode(`${text}y`), 0, text.length)).toBe(true);
      expect(names.copy(handle, copied, 0)).toBe(text.length);
      expect(Buffer.from(copied.subarray(0, text.length)).toString()).toBe(text);
    }
  });

  test("that are released make room for others as long", () => {
    const names = new Names();
    const bytes = new TextEncoder().encode("order-0000001");
    const handles = Array.from({ length: 100 }, () => names.add(bytes, 0, bytes.length));
    for (const handle of handles) names.release(handle);
    const again = Array.from({ length: 100 }, () => names.add(bytes, 0, bytes.length - 1));
    expect(new Set(again)).toEqual(new Set(handles));
  });
});
