import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { corpus } from "../challenge/corpus.ts";
import { steadyRandom } from "../challenge/steadyRandom.ts";
import { twins } from "../challenge/twins.ts";
import { worst } from "../challenge/worst/worst.ts";
import { certificates } from "./certificates.ts";
import { clearings } from "./clearings.ts";
import { envelopes } from "./envelopes.ts";
import { envelopeTrees } from "./envelopeTrees.ts";
import { inboxWords } from "./inboxWords.ts";
import { keyGenerations } from "./keyGenerations.ts";
import { keySets } from "./keySets.ts";
import { operations } from "./operations.ts";
import { outcomeNumbers } from "./outcomeNumbers.ts";
import { receipts } from "./receipts.ts";
import { shuffles } from "./shuffles.ts";
import { context, type Vectors } from "./source.ts";
import { genesis, gindices, leafBytes } from "./stateTree.ts";
import { chunks, records } from "./traces.ts";
import { witnesses } from "./witnesses.ts";

const native = await loadCrypto();

/** Every generated vector file and what writes it. */
export const VECTOR_FILES: Readonly<Record<string, () => Vectors>> = {
  "certificate.json": certificates,
  "chunks.json": chunks,
  "clearing.json": clearings,
  "envelope.json": envelopes,
  "envelope-tree.json": envelopeTrees,
  "genesis.json": genesis,
  "gindices.json": gindices,
  "inbox.json": inboxWords,
  "key-generation.json": keyGenerations,
  "key-set.json": keySets,
  "leaves.json": leafBytes,
  "operations.json": operations,
  "outcomes.json": outcomeNumbers,
  "receipt.json": receipts,
  "records.json": records,
  "shuffle.json": shuffles,
  "steps.json": () =>
    corpus({ ...context, crypto: native }, [steadyRandom(1), steadyRandom(2)], {
      single: 170,
      whole: 60,
    }),
  "twins.json": () => twins(steadyRandom(3), { ...context, crypto: native }, 200),
  "witness.json": witnesses,
  "worst-chunks.json": () => worst({ ...context, crypto: native }),
};
