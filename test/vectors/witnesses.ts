import { toHex } from "#protocol/bytes";
import { genesisState } from "#protocol/genesis";
import { BookProposer } from "#protocol/proposer";
import { produceChunk } from "#protocol/trace";
import { witnessChunk } from "#protocol/witnessChunk";
import { exampleDeployment } from "./deployment.ts";
import { scenario } from "./scenario.ts";
import { type Case, context, type Vectors } from "./source.ts";

const KEPT = 4;

/** The last chunks of a short trace with their witnesses, at eight steps a root to keep the file small. */
export function witnesses(): Vectors {
  const deployment = exampleDeployment({ stepsPerRoot: 8 });
  const { facts } = scenario(deployment);
  const producer = genesisState(deployment);
  const witnessed = genesisState(deployment);
  const proposer = new BookProposer();
  const cases: Case[] = [];
  for (;;) {
    const before = toHex(producer.root());
    const chunk = produceChunk(producer, facts, context, proposer, (r) => proposer.observe(r));
    if (chunk === undefined) break;
    const { witness } = witnessChunk(witnessed, facts, context, chunk.records);
    cases.push({
      before,
      after: toHex(chunk.root),
      records: toHex(chunk.records),
      witness: toHex(witness),
    });
  }
  return { stepsPerRoot: deployment.stepsPerRoot, chunks: cases.slice(-KEPT) };
}
