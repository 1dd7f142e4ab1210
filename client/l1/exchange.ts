import type { Address, Client, PublicClient } from "viem";
import { getBlockNumber, getChainId, getCode, readContract } from "viem/actions";
import { type LogReader, readDeployment } from "#l1/deploy";
import { settlementAbi } from "#l1/generated/settlement";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { domainSeparatorOf, type SigningContext } from "#protocol/messages";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import { AnswerError, WrongExchange } from "../errors.ts";
import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Hex } from "../types.ts";
import { type Listing, readListing } from "./listing.ts";

/** What L1 says of the exchange, which the API is held against. */
export interface Facts {
  readonly chainId: number;
  /** Lower case. */
  readonly settlement: Hex;
  readonly deployment: Deployment;
  readonly context: SigningContext;
}

/** What an exchange is known by. */
export interface ExchangeParts extends Requester {
  readonly l1: Client;
  readonly chainId: number;
  readonly settlement: Address | undefined;
}

/** The exchange as L1 knows it: asked once, and again only where asking failed. */
export class Exchange {
  readonly #parts: ExchangeParts;
  #facts: Promise<Facts> | undefined;
  #listing: Promise<Listing> | undefined;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** @throws WrongExchange, L1Error, ApiUnreachable, ApiError */
  async facts(): Promise<Facts> {
    this.#facts ??= readFacts(this.#parts);
    try {
      return await this.#facts;
    } catch (error) {
      this.#facts = undefined;
      throw error;
    }
  }

  /** Markets and assets, their numbers taken from L1. Throws what facts() throws, and AnswerError. */
  async listing(): Promise<Listing> {
    this.#listing ??= this.facts().then((facts) => readListing(this.#parts, this.#parts.l1, facts));
    try {
      return await this.#listing;
    } catch (error) {
      this.#listing = undefined;
      throw error;
    }
  }
}

async function readFacts(parts: ExchangeParts): Promise<Facts> {
  const { l1, chainId } = parts;
  const given = await getChainId(l1);
  if (given !== chainId) throw new WrongExchange("chain of the transport", given, `${chainId}`);
  const settlement = (parts.settlement ?? (await settlementOf(parts))).toLowerCase() as Hex;
  const { deployment } = await readDeployment(logReader(l1), settlement);
  const crypto = createPureCrypto();
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement, 20));
  const onL1 = await readContract(l1, {
    address: settlement,
    abi: settlementAbi,
    functionName: "domainSeparator",
  });
  if (onL1 !== toHex(domainSeparator)) {
    throw new WrongExchange("domain of Settlement", onL1, toHex(domainSeparator));
  }
  return { chainId, settlement, deployment, context: { crypto, domainSeparator } };
}

const logReader = (l1: Client): LogReader => ({
  getCode: (of) => getCode(l1, of),
  getBlockNumber: (of) => getBlockNumber(l1, of),
  request: l1.request as PublicClient["request"],
});

async function settlementOf(parts: ExchangeParts): Promise<string> {
  const { chainId, settlement } = await read(parts, "getStatus", "/v1/status");
  if (chainId !== parts.chainId) {
    throw new WrongExchange("chain of the API", chainId, `${parts.chainId}`);
  }
  if (!/^0x[0-9a-f]{40}$/.test(settlement)) {
    throw new AnswerError("settlement of the API", settlement, "an address");
  }
  return settlement;
}
