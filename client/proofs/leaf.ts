import { toHex } from "#protocol/bytes";
import { foldProof, levelsAbove } from "#protocol/foldProof";
import type { BaseClient } from "../baseClient.ts";
import { ProofError } from "../errors.ts";
import type { BalanceProof } from "../types.ts";
import { bytes32 } from "./bytes32.ts";
import { checkRoot, type ProvenRoot } from "./root.ts";

type LeafProof = Pick<BalanceProof, "gindex" | "leaf" | "siblings" | "root">;

/** Checks that a leaf lies where it should under a root of L1, and gives its 32 bytes. Throws ProofError. */
export async function proveLeaf(
  client: BaseClient,
  what: string,
  gindex: number,
  proof: LeafProof,
): Promise<{ readonly leaf: Uint8Array; readonly root: ProvenRoot }> {
  if (proof.gindex !== gindex) {
    throw new ProofError("index", `place of ${what} in the state`, proof.gindex, `${gindex}`);
  }
  const levels = levelsAbove(gindex);
  if (!Array.isArray(proof.siblings) || proof.siblings.length !== levels) {
    const given = Array.isArray(proof.siblings) ? proof.siblings.length : typeof proof.siblings;
    throw new ProofError("siblings", `siblings of ${what}`, given, `${levels}`);
  }
  const siblings = proof.siblings.map((sibling, n) =>
    bytes32("siblings", `sibling ${n} of ${what}`, sibling),
  );
  const leaf = bytes32("leaf", `leaf of ${what}`, proof.leaf);
  const { context } = await client.exchange.facts();
  const folded = toHex(foldProof(context.crypto, gindex, leaf, siblings));
  if (folded !== proof.root.stateRoot) {
    const given = `${folded} from leaf and siblings`;
    throw new ProofError("siblings", `state root over ${what}`, given, proof.root.stateRoot);
  }
  return { leaf, root: await checkRoot(client, proof.root) };
}

/** What the answer says beside the leaf must be what the leaf says. */
export function agree(
  what: string,
  given: number | string | null,
  proven: number | string | null,
): void {
  if (given !== proven) throw new ProofError("leaf", what, given, `${proven}, as the leaf has it`);
}
