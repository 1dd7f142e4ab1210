import { expect, test } from "vitest";
import { LocalExchange, type LocalExchangeParts } from "../../sequencer/localExchange.ts";
import type { BatchKey, KeyProof } from "../../sequencer/ports.ts";

test("a slot's key is proven once, and anew when the slot has another key", () => {
  let key: BatchKey | undefined = keyOf(1);
  let proofs = 0;
  const prove = (slot: number): KeyProof => {
    proofs++;
    return { keys: { slot, batchKey: key?.address ?? new Uint8Array(20), shares: [] }, proof: [] };
  };
  const daemon = { batchKey: () => key };
  const parts = { running: { proveKey: prove }, daemon } as unknown as LocalExchangeParts;
  const exchange = new LocalExchange(parts);
  const [first, second] = [exchange.proveKey(7), exchange.proveKey(7)];
  expect(second).toBe(first);
  expect(exchange.proveKey(8)?.keys.slot).toBe(8);
  expect(proofs).toBe(2);
  key = keyOf(2);
  expect(exchange.proveKey(7)?.keys.batchKey).toEqual(key.address);
  expect(proofs).toBe(3);
  key = undefined;
  expect(exchange.proveKey(7)).toBeUndefined();
});

const keyOf = (byte: number): BatchKey => ({
  point: new Uint8Array(33).fill(byte),
  address: new Uint8Array(20).fill(byte),
});
