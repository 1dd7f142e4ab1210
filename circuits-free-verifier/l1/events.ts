import {
  type AbiEvent,
  type AbiParameter,
  decodeEventLog,
  encodeAbiParameters,
  type Hex,
  toEventSelector,
} from "viem";
import { hexToBytes } from "#protocol/bytes";
import { MalformedLog } from "./errors.ts";
import type { Claim, L1Event, Origin, Posted, Role } from "./eventTypes.ts";
import { settlementAbi } from "./generated/settlement.ts";

/**
 * The one module through which what was posted on L1 enters the code. A log must be exactly what the abi encodes: a
 * stray byte, even in padding, is refused.
 */

export interface RawLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

const EVENTS: readonly AbiEvent[] = settlementAbi.filter((entry) => entry.type === "event");
const BY_SELECTOR = new Map(EVENTS.map((event) => [toEventSelector(event), event] as const));
/** Exits are named by generalised index, and from here on by index in the inbox. */
const DEPOSITS = 2n ** 64n;
const ROLES: readonly Role[] = ["sequencer", "keyper", "claimant"];

/** Throws MalformedLog for a log that Settlement cannot have written. */
export function decodeLog(log: RawLog, origin: Origin): L1Event {
  const place = placeOf(origin);
  const event = BY_SELECTOR.get(log.topics[0] ?? "0x");
  if (event === undefined) {
    throw new MalformedLog(place, log.topics[0], "the selector of one of Settlement's events");
  }
  try {
    const decoded = decodeEventLog({
      // The one event that it can be: in the whole abi every selector would be hashed anew for each log.
      abi: [event] as readonly AbiEvent[] as typeof settlementAbi,
      data: log.data,
      topics: [...log.topics] as [Hex, ...Hex[]],
      strict: true,
    });
    assertCanonical(event, decoded.args as Arguments, log);
    return { ...origin, ...posted(decoded) };
  } catch (error) {
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    throw new MalformedLog(`${place} (${event.name})`, reason, "what the abi encodes");
  }
}

/** Where a log lies, for people. */
export const placeOf = (at: Pick<Origin, "blockNumber" | "logIndex">): string =>
  `block ${at.blockNumber}, log ${at.logIndex}`;

/** Where a log lies and what it is, as far as its topics tell; for people. */
export function describeLog(log: RawLog & Pick<Origin, "blockNumber" | "logIndex">): string {
  const event = BY_SELECTOR.get(log.topics[0] ?? "0x");
  const first = event?.inputs.find((input) => input.indexed === true);
  const topic = log.topics[1];
  if (event === undefined || first === undefined || topic === undefined) return placeOf(log);
  const value = first.type === "address" ? `0x${topic.slice(26)}` : BigInt(topic).toString();
  return `${placeOf(log)} (${event.name}, ${first.name} ${value})`;
}

type Arguments = Readonly<Record<string, unknown>>;
type Decoded = ReturnType<typeof decodeEventLog<typeof settlementAbi>>;

function assertCanonical(event: AbiEvent, values: Arguments, log: RawLog): void {
  const argumentOf = (input: AbiParameter): unknown => values[input.name ?? ""];
  const plain = event.inputs.filter((input) => input.indexed !== true);
  const indexed = event.inputs.filter((input) => input.indexed === true);
  const data = encodeAbiParameters(plain, plain.map(argumentOf));
  const topics = indexed.map((input) => encodeAbiParameters([input], [argumentOf(input)]));
  if (data !== log.data.toLowerCase()) throw new RangeError("data are not in their one form");
  if (topics.length !== log.topics.length - 1) throw new RangeError("wrong number of topics");
  for (const [n, topic] of topics.entries()) {
    if (topic !== log.topics[n + 1]?.toLowerCase())
      throw new RangeError(`topic ${n + 1} is not in its one form`);
  }
}

function posted(decoded: Decoded): Posted {
  switch (decoded.eventName) {
    case "Deployed": {
      const { challenger, misconduct, genesisRoot, deployment } = decoded.args;
      return {
        kind: "deployed",
        challenger: address(challenger),
        misconduct: address(misconduct),
        genesisRoot: hexToBytes(genesisRoot),
        deployment: {
          ...deployment,
          operationFee: safe(deployment.operationFee),
          sequencer: address(deployment.sequencer),
          operatorOwner: address(deployment.operatorOwner),
          operatorSigner: address(deployment.operatorSigner),
          keypers: deployment.keypers.map(address),
          assets: deployment.assets.map(({ token, scale }) => ({ token: address(token), scale })),
          markets: deployment.markets.map((market) => ({
            ...market,
            baseUnit: safe(market.baseUnit),
            quoteUnit: safe(market.quoteUnit),
          })),
        },
      };
    }
    case "Enqueued":
      return { kind: "enqueued", index: decoded.args.index, word: hexToBytes(decoded.args.word) };
    case "Registered": {
      const { account, owner, signer } = decoded.args;
      return { kind: "registered", account, owner: address(owner), signer: address(signer) };
    }
    case "Deposited": {
      const { account, asset, from, amount } = decoded.args;
      return { kind: "deposited", account, asset, from: address(from), amount: safe(amount) };
    }
    case "Withdrawn": {
      const { account, asset, to, amount } = decoded.args;
      return { kind: "withdrawn", account, asset, to: address(to), amount: safe(amount) };
    }
    case "Owed":
      return { kind: "owed", party: address(decoded.args.party), value: decoded.args.value };
    case "Collected":
      return { kind: "collected", party: address(decoded.args.party), value: decoded.args.value };
    case "KeySetRegistered": {
      const { first, root, signatures } = decoded.args;
      return {
        kind: "keySetRegistered",
        first,
        root: hexToBytes(root),
        signatures: hexToBytes(signatures),
      };
    }
    case "Sealed": {
      const { root, envelopes, certificate, ...rest } = decoded.args;
      return {
        kind: "sealed",
        ...rest,
        root: hexToBytes(root),
        envelopes: hexToBytes(envelopes),
        certificate: hexToBytes(certificate),
      };
    }
    case "EmptySealed":
      return { kind: "emptySealed", ...decoded.args };
    case "Revealed": {
      const { slot, key, shareAddresses, proof } = decoded.args;
      return {
        kind: "revealed",
        slot,
        key: hexToBytes(key),
        shareAddresses: hexToBytes(shareAddresses),
        proof: proof.map((node) => hexToBytes(node)),
      };
    }
    case "Voided":
      return { kind: "voided", slot: decoded.args.slot };
    case "Claimed": {
      const { index, author, hash, claim, chunks, cursor, proof } = decoded.args;
      return {
        kind: "claimed",
        index,
        author: address(author),
        hash: hexToBytes(hash),
        claim: plainClaim(claim),
        chunks: hexToBytes(chunks),
        cursor: hexToBytes(cursor),
        proof: proof.map((node) => hexToBytes(node)),
      };
    }
    case "Finalised": {
      const { index, stateRoot, slot } = decoded.args;
      return { kind: "finalised", index, stateRoot: hexToBytes(stateRoot), slot };
    }
    case "Killed": {
      const { index, author, beneficiary, generation } = decoded.args;
      return {
        kind: "killed",
        index,
        author: address(author),
        beneficiary: address(beneficiary),
        generation,
      };
    }
    case "Swept": {
      const { from, author, generation } = decoded.args;
      return { kind: "swept", from, author: address(author), generation };
    }
    case "BondPosted": {
      const { role, party, value } = decoded.args;
      return { kind: "bondPosted", role: roleOf(role), party: address(party), value };
    }
    case "BondReleased": {
      const { role, party, value } = decoded.args;
      return { kind: "bondReleased", role: roleOf(role), party: address(party), value };
    }
    case "BondSlashed": {
      const { role, party, beneficiary, value, reward } = decoded.args;
      return {
        kind: "bondSlashed",
        role: roleOf(role),
        party: address(party),
        beneficiary: address(beneficiary),
        value,
        reward,
      };
    }
    case "Retired":
      return { kind: "retired", lastSlot: decoded.args.lastSlot };
    case "Frozen":
      return { kind: "frozen", lastSlot: decoded.args.lastSlot };
    case "ExitFixed": {
      const { index, stateRoot, inboxCursor } = decoded.args;
      return { kind: "exitFixed", index, stateRoot: hexToBytes(stateRoot), inboxCursor };
    }
    case "Exited": {
      const { account, asset, to, amount, source } = decoded.args;
      const paid = { account, asset, to: address(to), amount: safe(amount) };
      const deposit = source >= DEPOSITS;
      const place = safe(deposit ? source - DEPOSITS : source);
      return { kind: "exited", ...paid, source: deposit ? "deposit" : "leaf", place };
    }
  }
}

type AbiClaim = Extract<Decoded, { eventName: "Claimed" }>["args"]["claim"];

function plainClaim(claim: AbiClaim): Claim {
  return {
    ...claim,
    parentHash: hexToBytes(claim.parentHash),
    chunkRoot: hexToBytes(claim.chunkRoot),
    stateRoot: hexToBytes(claim.stateRoot),
    author: address(claim.author),
    clearBy: address(claim.clearBy),
  };
}

const address = (text: string): string => text.toLowerCase();

function roleOf(index: number): Role {
  const role = ROLES[index];
  if (role === undefined) throw new RangeError(`role ${index}`);
  return role;
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} exceeds 2^53 − 1`);
  return number;
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
