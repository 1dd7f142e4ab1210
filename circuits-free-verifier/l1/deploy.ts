import { encodeDeployData, type Hex, numberToHex, toEventSelector } from "viem";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { Call } from "./call.ts";
import { L1Refused, L1WrongAnswer, MalformedLog, NoSettlement } from "./errors.ts";
import { decodeLog } from "./events.ts";
import type { EventOf } from "./eventTypes.ts";
import { settlementAbi, settlementBytecode } from "./generated/settlement.ts";
import { parseHeader } from "./header.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";
import type { Sender } from "./send.ts";

export interface Deployed {
  /** Lower case. */
  readonly address: Hex;
  readonly blockNumber: number;
}

export const SETTLEMENT_KEY = "deploy:settlement";

/** The contracts that Settlement obeys; lower case. */
export interface Judges {
  /** FraudProof, which alone may kill claims. */
  readonly challenger: Hex;
  /** Misconduct, which alone may punish the sequencer and keypers. */
  readonly misconduct: Hex;
}

/**
 * Deploys Settlement alone, once however often it is called with one Sender's store.
 * @param genesisRoot of `genesisState(deployment)`, 32 bytes
 * @param nonce the only one that it may be deployed with
 */
export async function deploySettlement(
  sender: Sender,
  deployment: Deployment,
  { challenger, misconduct }: Judges,
  genesisRoot: Uint8Array,
  nonce?: number,
): Promise<Deployed> {
  const data = encodeDeployData({
    abi: settlementAbi,
    bytecode: settlementBytecode,
    args: [abiDeployment(deployment), challenger, misconduct, toHex(genesisRoot)],
  });
  return await create(sender, {
    key: SETTLEMENT_KEY,
    data,
    ...(nonce === undefined ? {} : { nonce }),
  });
}

/** Sends a creation and waits for it. */
export async function create(sender: Sender, call: Call): Promise<Deployed> {
  const sent = await sender.send(call);
  const address = sent.contractAddress?.toLowerCase() as Hex | undefined;
  if (address === undefined)
    throw new L1WrongAnswer("receipt of a creation", sent.hash, "an address");
  return { address, blockNumber: sent.blockNumber };
}

/** What finding a log needs of a client. */
export type LogReader = Pick<L1Client, "getCode" | "getBlockNumber" | "request">;

/** The deployment as the constructor takes it. */
export function abiDeployment(deployment: Deployment) {
  return {
    ...deployment,
    operationFee: BigInt(deployment.operationFee),
    sequencer: deployment.sequencer as Hex,
    operatorOwner: deployment.operatorOwner as Hex,
    operatorSigner: deployment.operatorSigner as Hex,
    keypers: deployment.keypers as readonly Hex[],
    assets: deployment.assets.map(({ token, scale }) => ({ token: token as Hex, scale })),
    markets: deployment.markets.map((market) => ({
      ...market,
      baseUnit: BigInt(market.baseUnit),
      quoteUnit: BigInt(market.quoteUnit),
    })),
  };
}

/**
 * Finds the event that Settlement's constructor wrote, which tells the whole deployment and where to follow from.
 * Throws NoSettlement, MalformedLog and what ask() throws.
 */
export async function readDeployment(
  client: LogReader,
  address: string,
  patience?: Patience,
): Promise<EventOf<"deployed">> {
  const settlement = address.toLowerCase() as Hex;
  const code = await ask("eth_getCode", () => client.getCode({ address: settlement }), patience);
  if (code === undefined || code === "0x") throw new NoSettlement(address);
  const logs = await logsOf(client, settlement, patience);
  const [log] = logs;
  if (log === undefined) throw new NoSettlement(address);
  if (logs.length > 1)
    throw new MalformedLog(`Settlement ${address}`, logs.length, "one event Deployed");
  const block: unknown = await ask(
    "eth_getBlockByNumber",
    () => client.request({ method: "eth_getBlockByNumber", params: [log.blockNumber, false] }),
    patience,
  );
  const event = decodeLog(log, {
    blockNumber: Number(log.blockNumber),
    blockHash: log.blockHash,
    timestamp: parseHeader(block).timestamp,
    logIndex: Number(log.logIndex),
    transactionHash: log.transactionHash,
  });
  if (event.kind !== "deployed")
    throw new L1WrongAnswer("log filtered by event", event.kind, "deployed");
  return event;
}

interface MinedLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly logIndex: Hex;
  readonly transactionHash: Hex;
}

const DEPLOYED = toEventSelector(
  settlementAbi.find((entry) => entry.type === "event" && entry.name === "Deployed") as never,
);

/** All logs Deployed; in ranges where L1's node refuses to search the whole chain at once. */
async function logsOf(client: LogReader, address: Hex, patience?: Patience): Promise<MinedLog[]> {
  const newest = Number(await ask("eth_blockNumber", () => client.getBlockNumber(), patience));
  let blocks = newest + 1;
  for (let from = 0; from <= newest; ) {
    const to = Math.min(newest, from + blocks - 1);
    const filter = {
      address,
      topics: [DEPLOYED],
      fromBlock: numberToHex(from),
      toBlock: numberToHex(to),
    };
    try {
      const found = (await ask(
        "eth_getLogs",
        () => client.request({ method: "eth_getLogs", params: [filter] }),
        patience,
      )) as unknown;
      if (!Array.isArray(found)) throw new L1WrongAnswer("logs", found, "a list");
      if (found.length > 0) return found as MinedLog[];
      from = to + 1;
    } catch (error) {
      if (!(error instanceof L1Refused) || blocks === 1) throw error;
      blocks = Math.ceil(blocks / 2);
    }
  }
  return [];
}
