import { encodeDeployData, getContractAddress, type Hex } from "viem";
import type { Deployment } from "#protocol/config";
import {
  abiDeployment,
  create,
  type Deployed,
  deploySettlement,
  type Judges,
  SETTLEMENT_KEY,
} from "./deploy.ts";
import { L1WrongAnswer } from "./errors.ts";
import { fraudProofAbi, fraudProofBytecode } from "./generated/fraudProof.ts";
import { misconductAbi, misconductBytecode } from "./generated/misconduct.ts";
import type { Sender } from "./send.ts";

export interface DeployedRollup extends Deployed, Judges {}

/**
 * Deploys Settlement and the contracts that it obeys, FraudProof and Misconduct, each once however often it is called with
 * one Sender's store. Each knows the others' address: theirs follow from the nonces after Settlement's, so the sender must
 * send nothing else in between.
 * Throws NonceTaken where something else was: that Settlement has no judge, and is to be left to itself.
 */
export async function deployRollup(
  sender: Sender,
  deployment: Deployment,
  genesisRoot: Uint8Array,
): Promise<DeployedRollup> {
  const nonce = sender.nonceOf(SETTLEMENT_KEY) ?? (await sender.nextNonce());
  const from = sender.address;
  const after = (n: number): Hex =>
    getContractAddress({ from, nonce: BigInt(nonce + n) }).toLowerCase() as Hex;
  const judges = { challenger: after(1), misconduct: after(2) };
  const deployed = await deploySettlement(sender, deployment, judges, genesisRoot, nonce);
  const fraudProof = encodeDeployData({
    abi: fraudProofAbi,
    bytecode: fraudProofBytecode,
    args: [deployed.address],
  });
  const misconduct = encodeDeployData({
    abi: misconductAbi,
    bytecode: misconductBytecode,
    args: [deployed.address, abiDeployment(deployment)],
  });
  for (const [n, name, expected, data] of [
    [1, "fraudProof", judges.challenger, fraudProof],
    [2, "misconduct", judges.misconduct, misconduct],
  ] as const) {
    const { address } = await create(sender, { key: `deploy:${name}`, data, nonce: nonce + n });
    if (address !== expected) throw new L1WrongAnswer(`address of ${name}`, address, expected);
  }
  return { ...deployed, ...judges };
}
