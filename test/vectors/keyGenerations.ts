import { asciiBytes, concatBytes, toHex } from "#protocol/bytes";
import { keySigner } from "#protocol/signature";
import { createPureGroup } from "../../circuits-free-verifier/crypto/pureGroup.ts";
import { answerDigest, requestDigest } from "../../keyper/committee/auth.ts";
import { complain } from "../../keyper/dkg/complaints.ts";
import { commitmentsOf, deal } from "../../keyper/dkg/dealing.ts";
import { committeeOf, everyone, generationId } from "../../keyper/dkg/generation.ts";
import { encodeMessage, KIND, type Message, signMessage } from "../../keyper/dkg/message.ts";
import { openParcel, packParcels, parcelFor } from "../../keyper/dkg/parcels.ts";
import { combineShares, shareOf } from "../../keyper/dkg/polynomial.ts";
import { encodeTranscript } from "../../keyper/dkg/transcript.ts";
import { runAtOnce } from "../../keyper/dkg/work.ts";
import { bytesFrom, type Case, context, crypto, DOMAIN, type Vectors } from "./source.ts";

/** A generation of three keypers, t = 2, with sets of two slots. */
const SLOTS = 2;
const group = createPureGroup();
const privateKeys = [0, 1, 2].map((index) => bytesFrom(`keyper ${index}`));
const signers = privateKeys.map((key) => keySigner(crypto, key));
const publicKeys = privateKeys.map((key) => crypto.pointOf(key) ?? new Uint8Array(33));
const committee = committeeOf(
  {
    ...context,
    group,
    publicKeys,
    keypers: signers.map(({ address }) => address),
    threshold: 2,
    quorum: 3,
  },
  SLOTS,
);
const generation = { first: 1025, attempt: 1, participants: everyone(committee) };
const seeds = [0, 1, 2].map((index) => bytesFrom(`seed ${index}`));

const coefficients = [bytesFrom("a 0"), bytesFrom("a 1")];

export function keyGenerations(): Vectors {
  const dealings = seeds.map((seed, dealer) =>
    runAtOnce(deal(committee, generation, dealer, seed)),
  );
  const parcels = seeds.map((seed, dealer) =>
    runAtOnce(packParcels(committee, generation, dealer, seed)),
  );
  const message = (kind: Message["kind"], from: number, payload: Uint8Array): Message => {
    const signer = signers[from];
    if (signer === undefined) throw new RangeError(`keyper ${from} of 3`);
    return signMessage(committee, { generation, kind, from, payload }, signer);
  };
  const commits = dealings.map((dealing, from) =>
    message(KIND.commit, from, crypto.keccak256(dealing)),
  );
  const own = parcels[0] ?? new Uint8Array(0);
  const self = { index: 2, privateKey: privateKeys[2] ?? new Uint8Array(32) };
  const complaint = complain(committee, { generation, dealer: 0, parcels: own }, self);
  const reveal = concatBytes(encodeTranscript(commits), dealings[0] ?? new Uint8Array(0));
  const all: Message[] = [
    message(KIND.proposal, 1, new Uint8Array(0)),
    ...commits,
    message(KIND.reveal, 0, reveal),
    message(KIND.parcels, 0, own),
    message(KIND.complaint, 2, complaint),
  ];
  return {
    ...DOMAIN,
    slots: SLOTS,
    threshold: 2,
    quorum: 3,
    first: generation.first,
    attempt: generation.attempt,
    privateKeys: privateKeys.map(toHex),
    publicKeys: publicKeys.map(toHex),
    id: toHex(generationId(committee, generation)),
    messages: all.map((one) => ({
      kind: one.kind,
      from: one.from,
      bytes: toHex(encodeMessage(one)),
    })),
    parcels: [0, 1, 2].map((recipient): Case => {
      const parcel = parcelFor(committee, own, recipient);
      const key = privateKeys[recipient] ?? new Uint8Array(32);
      const shared = group.multiply(parcel.subarray(0, 33), key) ?? new Uint8Array(33);
      const shares = openParcel(committee, { generation, dealer: 0, recipient }, parcel, shared);
      const dealing = dealings[0] ?? new Uint8Array(0);
      return {
        recipient,
        shared: toHex(shared),
        shares: toHex(shares ?? new Uint8Array(0)),
        commitmentsOfSlot0: toHex(concatBytes(...commitmentsOf(committee, dealing, 0))),
      };
    }),
    polynomial: coefficients.map(toHex),
    shares: [0, 1, 2].map((keyper) => toHex(shareOf(group, coefficients, keyper))),
    combined: [
      [0, 1],
      [0, 2],
      [1, 2],
    ].map((pair) => {
      const held = pair.map((keyper) => ({ keyper, share: shareOf(group, coefficients, keyper) }));
      return { keypers: pair, scalar: toHex(combineShares(group, held)) };
    }),
    traffic: [traffic()],
  };
}

function traffic(): Case {
  const [to] = signers.map(({ address }) => address);
  const [nonce, body] = [bytesFrom("nonce", 16), asciiBytes('{"slot":5}')];
  const request = {
    to: to ?? new Uint8Array(20),
    path: "/v1/signed",
    time: 1_900_000_000_123,
    nonce,
    body,
  };
  return {
    to: toHex(request.to),
    path: request.path,
    time: request.time,
    nonce: toHex(nonce),
    body: toHex(body),
    request: toHex(requestDigest(context, request)),
    answer: toHex(answerDigest(context, nonce, 200, body)),
  };
}
