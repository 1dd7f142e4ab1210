import { Follower } from "#l1/follow";
import { SettlementLog } from "#l1/settlementLog";
import { toHex } from "#protocol/bytes";
import { parseEnvelope } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import type { Network } from "../../demo/network.ts";
import type { Promised } from "./plan.ts";

/** How many of the promised envelopes L1 does not hold in their slot. */
export async function notSealed(network: Network, promised: readonly Promised[]): Promise<number> {
  const { client, settlement: address, chainId, deployedAt: fromBlock, context } = network;
  const log = new SettlementLog(context);
  const follower = new Follower({ client, address, chainId, fromBlock });
  for (;;) {
    const { events, head, tip } = await follower.poll();
    for (const event of events) log.apply(event);
    if (head?.number === tip.number) break;
  }
  const sealed = new Set<string>();
  for (let slot = 0; ; ) {
    const seal = log.facts.sealAfter(slot);
    if (seal === undefined) break;
    slot = seal.slot;
    for (const envelope of seal.envelopes) {
      const account = parseEnvelope(envelope)?.account;
      sealed.add(`${slot}:${account}:${toHex(envelopeHash(context.crypto, envelope))}`);
    }
  }
  return promised.filter(({ slot, account, hash }) => !sealed.has(`${slot}:${account}:${hash}`))
    .length;
}
