import { encodeFunctionData, type Hex } from "viem";
import { closeOf } from "#l1/facts";
import { settlementAbi } from "#l1/generated/settlement";
import type { Sender } from "#l1/send";
import { concatBytes, equalBytes } from "#protocol/bytes";
import { encodeCertificate } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import { keyProof } from "#protocol/keySet";
import { certificateDigest } from "#protocol/messages";
import { recoverSigner } from "#protocol/signature";
import type { Link, StoredCertificate } from "../certifier.ts";
import { type Committee, pointIndex } from "../dkg/generation.ts";
import { slotKeysOf } from "../dkg/keyMaterial.ts";
import { hexOf } from "./api.ts";
import type { Chain, Unopened } from "./chain.ts";
import { openSlot } from "./opening.ts";
import type { Peer } from "./peer.ts";
import type { CommitteeStore } from "./store.ts";

export interface PosterParts {
  readonly committee: Committee;
  readonly deployment: Pick<Deployment, "genesisTime" | "interval" | "sealDelay" | "revealDelay">;
  readonly index: number;
  readonly chain: Chain;
  readonly store: Pick<CommitteeStore, "certificates" | "posted" | "keySet">;
  readonly peers: readonly Peer[];
  readonly sender: Sender;
  readonly settlement: Hex;
  readonly say: (line: string) => void;
}

/** Signed slots that are looked through for one that is not sealed. */
const MAX_LOOKED = 64;
/** Keypers take their turns to post, so that not all pay for the same: each waits this share of the delay longer. */
const STAGGER = 1 / 20;

/**
 * Posts for a sequencer that does not: a slot's seal when half of the time in which L1 takes it is over, and its key likewise. What is
 * certified comes to L1 as long as one keyper and enough signatures or shares are there.
 */
export class Poster {
  readonly #parts: PosterParts;

  constructor(parts: PosterParts) {
    this.#parts = parts;
  }

  /** Lets go of what is being waited for; what was sent stays sent. */
  stop(): void {
    this.#parts.sender.stopWaiting();
  }

  /** Posts what is due. @throws L1Error, PeerError, KeyperRefusal where it must be tried again */
  async post(): Promise<void> {
    const { sender } = this.#parts;
    for (const key of sender.keys()) if (this.#isOver(key)) sender.forget(key);
    const seal = this.#dueSeal();
    if (seal !== undefined) await this.#seal(seal);
    for (const due of this.#dueKeys()) await this.#reveal(due);
  }

  /** The lowest certified slot behind the last one sealed. */
  #dueSeal(): StoredCertificate | undefined {
    const { chain, store, deployment } = this.#parts;
    let due: StoredCertificate | undefined;
    let looked = 0;
    for (const signed of store.certificates()) {
      if (signed.slot <= chain.lastSealed || ++looked > MAX_LOOKED) break;
      if (signed.parent === chain.lastCertified()) due = signed;
    }
    if (due === undefined) return undefined;
    const close = closeOf(deployment as Deployment, due.slot);
    const late = chain.time - close;
    return late > this.#wait(deployment.sealDelay) && late <= deployment.sealDelay
      ? due
      : undefined;
  }

  #dueKeys(): Unopened[] {
    const { chain, deployment } = this.#parts;
    return chain.unopened().filter(({ sealedAt }) => {
      const late = chain.time - sealedAt;
      return late > this.#wait(deployment.revealDelay) && late <= deployment.revealDelay;
    });
  }

  /** L1 has decided what the transaction was for. */
  #isOver(key: string): boolean {
    const { chain } = this.#parts;
    const [kind, text] = key.split(":");
    const slot = Number(text);
    if (kind === "seal") return chain.statusOf(slot) !== "pending";
    return !chain.unopened().some(({ certified }) => certified.slot === slot);
  }

  #wait(delay: number): number {
    return delay * (1 / 2 + pointIndex(this.#parts.index) * STAGGER);
  }

  async #seal({ slot, root, parent }: StoredCertificate): Promise<void> {
    const { chain, store, committee, say } = this.#parts;
    const posted = store.posted(slot);
    const certificate = await this.#certificate({ slot, root, parent });
    if (posted === undefined || certificate === undefined) return;
    const inboxEnd = chain.inboxEndOf(slot);
    say(`nobody sealed slot ${slot}: posting it with ${committee.quorum} signatures`);
    await this.#send(`seal:${slot}`, "seal", [
      slot,
      parent,
      inboxEnd,
      hexOf(posted),
      hexOf(certificate),
    ]);
  }

  /** Undefined where too few keypers signed this list. */
  async #certificate(list: Omit<Link, "certificate">): Promise<Uint8Array | undefined> {
    const { peers, committee } = this.#parts;
    const digest = certificateDigest(committee, list);
    const answers = await Promise.allSettled(
      peers.map(async (peer) => ({
        index: peer.index,
        signature: (await peer.ask("/v1/signed", { slot: list.slot })).signature,
      })),
    );
    const good = answers.flatMap((answer) => {
      if (answer.status === "rejected") return [];
      const { index, signature } = answer.value;
      const signer = recoverSigner(committee.crypto, digest, signature);
      const address = committee.addresses[index];
      const fits = signer !== undefined && address !== undefined && equalBytes(signer, address);
      return fits ? [answer.value] : [];
    });
    const { quorum } = committee;
    return good.length < quorum ? undefined : encodeCertificate(good.slice(0, quorum));
  }

  async #reveal({ certified }: Unopened): Promise<void> {
    const { chain, committee, peers, store, say } = this.#parts;
    const { slot } = certified;
    const set = chain.keySetOf(slot);
    const keys = set === undefined ? undefined : store.keySet(set.first, set.root);
    if (keys === undefined) return;
    const all = slotKeysOf(committee, keys);
    const own = all[slot - keys.first];
    if (own === undefined) return;
    const { x } = await openSlot(committee, peers, certified, own);
    say(`nobody opened slot ${slot}: posting its key`);
    const proof = keyProof(committee.crypto, all, slot - keys.first).map(hexOf);
    const args = [slot, hexOf(x), hexOf(concatBytes(...own.shares)), proof];
    await this.#send(`reveal:${slot}`, "reveal", args);
  }

  async #send(
    key: string,
    functionName: "seal" | "reveal",
    args: readonly unknown[],
  ): Promise<void> {
    const { sender, settlement } = this.#parts;
    const data = encodeFunctionData({ abi: settlementAbi, functionName, args } as never);
    await sender.send({ key, to: settlement, data });
  }
}
