import { encodeDeployData, getContractAddress, type Hex } from "viem";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { create, type Deployed, deploySettlement, SETTLEMENT_KEY } from "./deploy.ts";
import { L1WrongAnswer } from "./errors.ts";
import {
  fraudProofAbi,
  fraudProofBytecode,
  fraudProofImmutables,
  fraudProofRuntime,
} from "./generated/fraudProof.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";
import type { Sender } from "./send.ts";

export interface DeployedPair extends Deployed {
  /** FraudProof, which alone may kill Settlement's claims; lower case. */
  readonly challenger: Hex;
}

/**
 * Deploys Settlement and the FraudProof that judges its claims, each once however often it is called with one Sender's
 * store. Each knows the other's address: FraudProof's follows from the nonce after Settlement's, so the sender must send
 * nothing else in between.
 * Throws NonceTaken where something else was: that Settlement has no challenger, and is to be left to itself.
 */
export async function deployRollup(
  sender: Sender,
  deployment: Deployment,
  genesisRoot: Uint8Array,
): Promise<DeployedPair> {
  const nonce = sender.nonceOf(SETTLEMENT_KEY) ?? (await sender.nextNonce());
  const from = sender.address;
  const after = (n: number): Hex =>
    getContractAddress({ from, nonce: BigInt(nonce + n) }).toLowerCase() as Hex;
  const judges = { challenger: after(1), misconduct: after(2) };
  const { challenger } = judges;
  const deployed = await deploySettlement(sender, deployment, judges, genesisRoot, nonce);
  const data = encodeDeployData({
    abi: fraudProofAbi,
    bytecode: fraudProofBytecode,
    args: [deployed.address],
  });
  const { address } = await create(sender, { key: "deploy:fraudProof", data, nonce: nonce + 1 });
  if (address !== challenger) throw new L1WrongAnswer("FraudProof's address", address, challenger);
  return { ...deployed, challenger };
}

/** Whether a contract is FraudProof as it is built here, made for this Settlement on this chain. */
export async function isFraudProof(
  client: L1Client,
  challenger: string,
  settlement: string,
  domainSeparator: Uint8Array,
  at: { readonly blockNumber?: number; readonly patience?: Patience } = {},
): Promise<boolean> {
  const { blockNumber, patience } = at;
  const code = await ask(
    "eth_getCode",
    () =>
      client.getCode({
        address: challenger as Hex,
        ...(blockNumber === undefined ? {} : { blockNumber: BigInt(blockNumber) }),
      }),
    patience,
  );
  return code?.toLowerCase() === runtimeFor(settlement, domainSeparator);
}

/** The code of a deployed FraudProof. */
export function runtimeFor(settlement: string, domainSeparator: Uint8Array): Hex {
  const values = [
    settlement.slice(2).toLowerCase().padStart(64, "0"),
    toHex(domainSeparator).slice(2),
  ];
  let code = fraudProofRuntime.slice(2);
  for (const [n, places] of fraudProofImmutables.entries()) {
    for (const start of places) {
      code = code.slice(0, 2 * start) + (values[n] ?? "") + code.slice(2 * start + 64);
    }
  }
  return `0x${code}`;
}
