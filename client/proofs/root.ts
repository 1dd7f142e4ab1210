import { readContract } from "viem/actions";
import { hashClaim } from "#l1/claimHash";
import type { Claim } from "#l1/eventTypes";
import { settlementAbi } from "#l1/generated/settlement";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { BaseClient } from "../baseClient.ts";
import { ProofError } from "../errors.ts";
import type { BalanceProof, Hex } from "../types.ts";
import { bytes32 } from "./bytes32.ts";

type RootRef = BalanceProof["root"];
type ClaimRef = NonNullable<RootRef["claim"]>;

/** A state root that L1 knows. */
export interface ProvenRoot {
  /** `final`: it stands for good. `claimed`: it stands, and can still be challenged. */
  readonly at: "claimed" | "final";
  /** Last slot behind it, as its claim tells; 0 for genesis. */
  readonly slot: number;
  readonly stateRoot: Hex;
}

const ZERO_ADDRESS = `0x${"00".repeat(20)}`;
const ZERO_HASH = `0x${"00".repeat(32)}`;

/** The claim before the first, as Settlement's constructor makes it. */
const genesisOf = (stateRoot: string): ClaimRef => ({
  index: 0,
  generation: 0,
  parentHash: ZERO_HASH,
  chunkRoot: ZERO_HASH,
  stateRoot,
  chunkCount: 0,
  slot: 0,
  atStart: true,
  postedAt: 0,
  author: ZERO_ADDRESS,
  auction: 0,
  clearIndex: 0,
  clearAt: 0,
  clearBy: ZERO_ADDRESS,
});

/** What a proof is asked against: the later of the newest claimed and the newest final root, or a certain one of them. */
export type RootChoice = "newest" | "claimed" | "final";

/** Throws ProofError for a root of another kind than was asked for. */
export function checkKind({ at }: RootRef, asked: RootChoice): void {
  if (asked !== "newest" && at !== asked) {
    throw new ProofError("root", "state root", `one that is ${at}`, `one that is ${asked}`);
  }
}

/** Checks a root against L1: that its claim stands there, and if it is said to be final, that it is. Throws ProofError. */
export async function checkRoot(client: BaseClient, root: RootRef): Promise<ProvenRoot> {
  const { at, slot } = root;
  const claim = root.claim ?? genesisOf(root.stateRoot);
  if (claim.stateRoot !== root.stateRoot) {
    throw new ProofError("claim", "state root of the claim", claim.stateRoot, root.stateRoot);
  }
  if (claim.slot !== slot)
    throw new ProofError("claim", "slot of the claim", claim.slot, `${slot}`);
  const { settlement } = await client.exchange.facts();
  const contract = { address: settlement, abi: settlementAbi } as const;
  const { l1 } = client;
  const [tip, hash, isFinal] = await Promise.all([
    readContract(l1, { ...contract, functionName: "tip" }),
    readContract(l1, { ...contract, functionName: "claimHash", args: [BigInt(claim.index)] }),
    readContract(l1, { ...contract, functionName: "isFinalRoot", args: [root.stateRoot as Hex] }),
  ]);
  // Above the tip lie hashes of claims that were killed.
  if (claim.index > tip) {
    throw new ProofError("claim", "claim of the root", claim.index, `at most ${tip}, L1's newest`);
  }
  const given = hashOf(claim);
  if (given !== hash) throw new ProofError("claim", `hash of claim ${claim.index}`, given, hash);
  // Genesis is final without being kept among the final roots: nothing can be withdrawn with it.
  if (at === "final" && !isFinal && root.claim !== null) {
    throw new ProofError("root", "state root", root.stateRoot, "one that is final on L1");
  }
  return { at, slot, stateRoot: root.stateRoot as Hex };
}

function hashOf(claim: ClaimRef): Hex {
  const bytes = (name: "parentHash" | "chunkRoot" | "stateRoot"): Uint8Array =>
    bytes32("claim", `${name} of the claim`, claim[name]);
  const whole: Claim = {
    ...claim,
    parentHash: bytes("parentHash"),
    chunkRoot: bytes("chunkRoot"),
    stateRoot: bytes("stateRoot"),
  };
  try {
    hexToBytes(claim.author, 20);
    hexToBytes(claim.clearBy, 20);
    return toHex(hashClaim(whole));
  } catch (error) {
    const given = error instanceof Error ? error.message : String(error);
    throw new ProofError("claim", "the claim", given, "fields that L1 could hash");
  }
}
