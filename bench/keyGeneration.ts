import { bigintToBytes } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { keySigner } from "#protocol/signature";
import type { Group } from "../circuits-free-verifier/crypto/group.ts";
import type { Effect } from "../keyper/dkg/effects.ts";
import { committeeOf } from "../keyper/dkg/generation.ts";
import { KeyGeneration } from "../keyper/dkg/keyGeneration.ts";
import { runAtOnce } from "../keyper/dkg/work.ts";

export interface KeyGenerationResult {
  readonly group: string;
  readonly keypers: number;
  readonly threshold: number;
  readonly slots: number;
  /** Of one core, for one keyper and one slot key; of the keyper that took longest. */
  readonly msPerSlotKey: number;
  /** Of all that a keyper says. */
  readonly bytesPerKeyper: number;
}

interface Member {
  readonly machine: KeyGeneration;
  ms: number;
}

/** Makes a key set by all keypers in turn in this thread, each on its own clock. Nothing waits for a network. */
export function benchKeyGeneration(
  crypto: Crypto,
  group: Group,
  keypers: number,
  threshold: number,
  slots: number = KEY_SET_SLOTS,
): KeyGenerationResult {
  const privateKeys = Array.from({ length: keypers }, (_, n) => bigintToBytes(BigInt(n) + 1n, 32));
  const committee = committeeOf(
    {
      crypto,
      group,
      domainSeparator: new Uint8Array(32),
      publicKeys: privateKeys.map((key) => crypto.pointOf(key) ?? new Uint8Array(33)),
      keypers: privateKeys.map((key) => keySigner(crypto, key).address),
      threshold,
      quorum: Math.floor((keypers + threshold - 1) / 2) + 1,
    },
    slots,
  );
  const members = privateKeys.map((privateKey, index): Member => {
    const random = () => crypto.keccak256(privateKey);
    const self = { index, privateKey };
    const options = { self, random, first: 1, attemptMs: 1e9, deals: true };
    return { machine: new KeyGeneration({ committee, ...options }), ms: 0 };
  });
  for (const member of members) timed(member, () => member.machine.start(0));
  while (members.some(({ machine }) => machine.done === undefined)) {
    for (const member of members) {
      for (const other of members) {
        for (const message of other.machine.messages()) {
          timed(member, () => member.machine.receive(message));
        }
      }
    }
  }
  const said = members[0]?.machine.messages().filter(({ from }) => from === 0) ?? [];
  return {
    group: group.name,
    keypers,
    threshold,
    slots,
    msPerSlotKey: Math.max(...members.map(({ ms }) => ms)) / slots,
    bytesPerKeyper: said.reduce((sum, { payload }) => sum + payload.length, 0),
  };
}

function timed(member: Member, act: () => Effect[]): void {
  const begin = process.cpuUsage();
  const queue = act();
  for (let effect = queue.shift(); effect !== undefined; effect = queue.shift()) {
    if (effect.kind === "work") queue.push(...runAtOnce(effect.work));
  }
  const { user, system } = process.cpuUsage(begin);
  member.ms += (user + system) / 1_000;
}
