import { beforeEach, describe, expect, test } from "vitest";
import { ENVELOPE_OVERHEAD } from "../../circuits-free-verifier/protocol/constants.ts";
import { envelopeDigest } from "../../circuits-free-verifier/protocol/messages.ts";
import { REFUSAL } from "../../circuits-free-verifier/protocol/outcomes.ts";
import {
  batchKey,
  Core,
  context,
  deployment,
  envelope,
  signerOf,
  timeIn,
  viewAt,
} from "./coreFixture.ts";

const SLOT = 5;
const NOW = timeIn(SLOT);

let core: Core;
beforeEach(() => {
  core = new Core();
  core.tell({ kind: "l1", view: viewAt(NOW) }, NOW);
  for (let account = 0; account < 2_000; account++) core.balances.set(account, 1_000);
});

/** An envelope whose point lies on no curve, signed over it. */
function withBadPoint(account: number): Uint8Array {
  const bytes = envelope(SLOT, account);
  bytes[6] = 5;
  return resigned(bytes, account);
}

function resigned(bytes: Uint8Array, account: number): Uint8Array {
  const body = bytes.subarray(6, bytes.length - 65);
  const version = 0;
  const message = { slot: SLOT, batchKey: batchKey.address, account, version, body };
  bytes.set(signerOf(account).sign(envelopeDigest(context, message)), bytes.length - 65);
  return bytes;
}

const refusal = (number: number) => expect.objectContaining({ kind: "refuse", refusal: number });

describe("refusals, each with every later fault too", () => {
  /** Wrong in everything that is judged after *malformed*. */
  const poor = 1_999;

  test("64: another slot than the one collecting", () => {
    const garbage = new Uint8Array(3);
    expect(core.submit(SLOT + 1, garbage, NOW)).toEqual(refusal(REFUSAL.wrongSlot));
    expect(core.submit(SLOT - 1, garbage, NOW)).toEqual(refusal(REFUSAL.wrongSlot));
    expect(core.submit(0, garbage, timeIn(0, -20))).toEqual(refusal(REFUSAL.wrongSlot));
  });

  test.each([0, ENVELOPE_OVERHEAD, ENVELOPE_OVERHEAD + 15, ENVELOPE_OVERHEAD + 3 * 16])(
    "65: %d bytes",
    (length) => {
      expect(core.submit(SLOT, new Uint8Array(length), NOW)).toEqual(
        refusal(REFUSAL.malformedEnvelope),
      );
    },
  );

  test("66: an account that does not exist, whatever its number", () => {
    const bytes = new Uint8Array(ENVELOPE_OVERHEAD + 16).fill(0xff);
    expect(core.submit(SLOT, bytes, NOW)).toEqual(refusal(REFUSAL.unknownAccount));
    expect(core.submit(SLOT, envelope(SLOT, 5_000), NOW)).toEqual(refusal(REFUSAL.unknownAccount));
  });

  test("67: signed by another, for another slot, or not at all", () => {
    const badPointToo = withBadPoint(poor);
    badPointToo[badPointToo.length - 1] = 29;
    core.balances.set(poor, 0);
    const signer = signerOf(8);
    for (const bytes of [badPointToo, envelope(SLOT, 7, { signer }), envelope(SLOT + 1, 7)]) {
      expect(core.submit(SLOT, bytes, NOW)).toEqual(refusal(REFUSAL.refusedSignature));
    }
  });

  test("68: no point", () => {
    core.submit(SLOT, envelope(SLOT, 7, { version: 9 }), NOW);
    core.balances.set(7, 0);
    expect(core.submit(SLOT, withBadPoint(7), NOW)).toEqual(refusal(REFUSAL.refusedPoint));
  });

  test("69: a version that is not higher", () => {
    core.submit(SLOT, envelope(SLOT, 7, { version: 9 }), NOW);
    core.balances.set(7, 0);
    for (const version of [8, 9]) {
      const bytes = envelope(SLOT, 7, { version, blocks: 32 });
      expect(core.submit(SLOT, bytes, NOW)).toEqual(refusal(REFUSAL.staleVersion));
    }
  });

  test("67: a replacement by another signer, though it is the account's by now", () => {
    expect(core.submit(SLOT, envelope(SLOT, 7), NOW)?.kind).toBe("receipt");
    const signer = signerOf(8);
    core.signers.set(7, signer);
    const bytes = envelope(SLOT, 7, { version: 1, signer });
    expect(core.submit(SLOT, bytes, NOW)).toEqual(refusal(REFUSAL.refusedSignature));
    expect(core.submit(SLOT, envelope(SLOT, 7, { signer }), NOW)).toEqual(
      refusal(REFUSAL.staleVersion),
    );
  });

  test("71: no bytes left; a replacement of the same size still fits", () => {
    for (let account = 0; account < 194; account++) {
      expect(core.submit(SLOT, envelope(SLOT, account, { blocks: 32 }), NOW)?.kind).toBe("receipt");
    }
    core.balances.set(500, 0);
    expect(core.submit(SLOT, envelope(SLOT, 500, { blocks: 32 }), NOW)).toEqual(
      refusal(REFUSAL.tooManyBytes),
    );
    const again = envelope(SLOT, 3, { blocks: 32, version: 1 });
    expect(core.submit(SLOT, again, NOW)?.kind).toBe("receipt");
  });

  test("72: fees of all that is not executed yet are reserved", () => {
    const late = NOW + 8_900;
    core.balances.set(7, deployment.operationFee * 5);
    expect(core.submit(SLOT, envelope(SLOT, 7, { blocks: 4 }), NOW)?.kind).toBe("receipt");
    expect(core.submit(SLOT, envelope(SLOT, 7, { blocks: 8, version: 1 }), late)).toEqual(
      refusal(REFUSAL.refusedPayment),
    );
    const next = timeIn(SLOT + 1);
    core.tell({ kind: "l1", view: viewAt(next) }, next);
    expect(core.submit(SLOT + 1, envelope(SLOT + 1, 7, { blocks: 2 }), next)).toEqual(
      refusal(REFUSAL.refusedPayment),
    );
    expect(core.submit(SLOT + 1, envelope(SLOT + 1, 7), next)?.kind).toBe("receipt");
    core.tell({ kind: "executed", slot: SLOT }, next);
    const more = envelope(SLOT + 1, 7, { blocks: 4, version: 1 });
    expect(core.submit(SLOT + 1, more, next)?.kind).toBe("receipt");
  });

  test("a replacement pays once", () => {
    core.balances.set(7, deployment.operationFee * 8);
    expect(core.submit(SLOT, envelope(SLOT, 7, { blocks: 4 }), NOW)?.kind).toBe("receipt");
    const bigger = envelope(SLOT, 7, { blocks: 8, version: 1 });
    expect(core.submit(SLOT, bigger, NOW)?.kind).toBe("receipt");
  });
});

describe("73: a receipt that might not be kept is not given", () => {
  const fine = (): Uint8Array => envelope(SLOT, 7);
  const notAccepting = refusal(REFUSAL.notAccepting);

  test("just before the close", () => {
    expect(core.submit(SLOT, fine(), timeIn(SLOT, 9.4))?.kind).toBe("receipt");
    expect(core.submit(SLOT, envelope(SLOT, 8), timeIn(SLOT, 9.5))).toEqual(notAccepting);
  });

  test("before L1 was seen, and when it was away too long", () => {
    const blind = new Core();
    blind.balances.set(7, 1_000);
    expect(blind.submit(SLOT, fine(), NOW)).toEqual(notAccepting);
    const later = timeIn(SLOT + 4);
    expect(core.submit(SLOT + 4, envelope(SLOT + 4, 7), later)).toEqual(notAccepting);
  });

  test("without a registered key for the slot", () => {
    core.tell({ kind: "l1", view: viewAt(NOW, { keySetOf: () => undefined }) }, NOW);
    expect(core.submit(SLOT, fine(), NOW)).toEqual(notAccepting);
    expect(core.sequencer.collecting(NOW)).toBeUndefined();
  });

  test("after the sequencer retired", () => {
    core.tell({ kind: "l1", view: viewAt(NOW, { lastSlot: SLOT - 1 }) }, NOW);
    expect(core.submit(SLOT, fine(), NOW)).toEqual(notAccepting);
  });

  test("after a failed write, until some time has passed", () => {
    core.tell({ kind: "writeFailed" }, NOW);
    expect(core.submit(SLOT, fine(), NOW + 999)).toEqual(notAccepting);
    expect(core.submit(SLOT, fine(), NOW + 1_000)?.kind).toBe("receipt");
  });

  test("while an earlier slot is late to be sealed", () => {
    const root = new Uint8Array(32);
    core.tell({ kind: "closed", entry: { slot: SLOT, root, count: 1 } }, NOW);
    const soon = timeIn(SLOT + 3);
    core.tell({ kind: "l1", view: viewAt(soon) }, soon);
    expect(core.submit(SLOT + 3, envelope(SLOT + 3, 7), soon)?.kind).toBe("receipt");
    const late = timeIn(SLOT + 4);
    core.tell({ kind: "l1", view: viewAt(late) }, late);
    expect(core.submit(SLOT + 4, envelope(SLOT + 4, 7), late)).toEqual(notAccepting);
    const seal = { slot: SLOT, certified: true, count: 1, sealedAt: 0, key: "none" } as const;
    core.tell({ kind: "l1", view: viewAt(late, { lastSealed: SLOT }, [seal]) }, late);
    expect(core.submit(SLOT + 4, envelope(SLOT + 4, 7), late)?.kind).toBe("receipt");
  });

  test("once halted", () => {
    core.tell({ kind: "halted" }, NOW);
    expect(core.submit(SLOT, fine(), NOW)).toEqual(notAccepting);
  });
});

describe("a receipt", () => {
  test("is asked for only when the envelope is stored, and not if that failed", () => {
    const bytes = envelope(SLOT, 7);
    const [accept] = core.tell({ kind: "submit", ticket: 1, slot: SLOT, envelope: bytes }, NOW);
    expect(accept?.kind).toBe("accept");
    if (accept?.kind !== "accept") return;
    const entries = [{ ticket: 1, entry: accept.entry }];
    expect(core.tell({ kind: "notAccepted", entries }, NOW)).toEqual([
      refusal(REFUSAL.notAccepting),
    ]);
    const later = NOW + 2_000;
    expect(core.submit(SLOT, bytes, later)?.kind).toBe("receipt");
  });

  test("is given again for the very same envelope", () => {
    const bytes = envelope(SLOT, 7);
    expect(core.submit(SLOT, bytes, NOW)?.kind).toBe("receipt");
    expect(core.submit(SLOT, bytes, NOW)?.kind).toBe("receipt");
    core.submit(SLOT, envelope(SLOT, 7, { version: 1 }), NOW);
    expect(core.submit(SLOT, bytes, NOW)).toEqual(refusal(REFUSAL.staleVersion));
  });
});
