import { encodeDeployData, formatEther, formatGwei, type Hex, hexToBytes, size } from "viem";
import { abiDeployment } from "#l1/deploy";
import { currentFees } from "#l1/fees";
import { gasOf } from "#l1/gas";
import { fraudProofBytecode, fraudProofRuntime } from "#l1/generated/fraudProof";
import { misconductBytecode, misconductRuntime } from "#l1/generated/misconduct";
import { settlementAbi, settlementBytecode } from "#l1/generated/settlement";
import { ask, type L1Client } from "#l1/rpc";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { Fault } from "../config/faults.ts";
import { bondsOf } from "./bonds.ts";
import type { ContractName } from "./sources.ts";

/** What a deployment will cost. */
export interface DeployCost {
  /** Gas of each contract; those that do not exist yet cannot be estimated by L1, and are counted by their bytes. */
  readonly gas: readonly (readonly [contract: ContractName, gas: bigint])[];
  /** Wei, at L1's fees of now. */
  readonly weiPerGas: bigint;
  readonly fees: bigint;
  /** Wei; 0 if they are not posted. */
  readonly bonds: bigint;
  readonly balance: bigint;
}

/** Beside what its bytes cost; more than either constructor takes. */
const CONSTRUCTOR_GAS = 800_000n;
const CREATION_GAS = 53_000n;
const BYTE_STORED = 200n;
const WORD_OF_CODE = 2n;
const ZERO_BYTE = 10n;
const OTHER_BYTE = 40n;

/**
 * @param bonds whether they are posted too
 * @throws TransactionReverted with the contract's reason where L1 would not take the deployment
 */
export async function costOf(
  client: L1Client,
  deployer: Hex,
  deployment: Deployment,
  genesisRoot: Uint8Array,
  bonds: boolean,
): Promise<DeployCost> {
  const data = encodeDeployData({
    abi: settlementAbi,
    bytecode: settlementBytecode,
    // The judges' addresses cost the same, whichever they are.
    args: [abiDeployment(deployment), deployer, deployer, toHex(genesisRoot)],
  });
  const settlement = await gasOf(client, deployer, { key: "deploy:settlement", data });
  const gas = [
    ["Settlement", settlement],
    ["FraudProof", gasByBytes(fraudProofBytecode, fraudProofRuntime)],
    ["Misconduct", gasByBytes(misconductBytecode, misconductRuntime)],
  ] as const;
  const { maxFeePerGas: weiPerGas } = await currentFees(client);
  const balance = await ask("eth_getBalance", () => client.getBalance({ address: deployer }));
  const fees = gas.reduce((sum, [, amount]) => sum + amount, 0n) * weiPerGas;
  const staked = bondsOf(deployment).reduce((sum, { required }) => sum + required, 0n);
  return { gas, weiPerGas, fees, balance, bonds: bonds ? staked : 0n };
}

/** The deployer cannot pay what it will take. */
export function balanceFaults({ fees, bonds, balance }: DeployCost, deployer: Hex): Fault[] {
  if (balance >= fees + bonds) return [];
  const given = `${formatEther(balance)} ETH`;
  const expected = `at least ${formatEther(fees + bonds)} ETH for gas${bonds > 0n ? " and bonds" : ""}`;
  return [{ path: `balance of ${deployer}`, given, expected }];
}

/** The plan's lines for people. */
export function planLines(
  deployer: Hex,
  chainId: number,
  deployment: Deployment,
  symbols: readonly string[],
  cost: DeployCost,
): string[] {
  const { keypers, threshold, quorum, assets, markets, interval, genesisTime } = deployment;
  return [
    `chain ${chainId}, from ${deployer} with ${formatEther(cost.balance)} ETH`,
    `slot 1 opens at ${new Date(genesisTime * 1_000).toISOString()}, slots last ${interval} s`,
    `sequencer ${deployment.sequencer}, operator ${deployment.operatorOwner}, signer ${deployment.operatorSigner}`,
    `${keypers.length} keypers, ${threshold} open a slot, ${quorum} certify: ${keypers.join(", ")}`,
    ...assets.map(
      ({ token, scale }, n) =>
        `asset ${n}: ${symbols[n]}, token ${token}, one unit is ${scale} of its least parts`,
    ),
    ...markets.map(
      (m, n) =>
        `market ${n}: asset ${m.base} for asset ${m.quote}, lot ${m.baseUnit} units, tick ${m.quoteUnit} units a lot, ` +
        `listed at tick ${m.referenceTick}, fee ${m.feeBps} bps, band ${m.bandBps} bps`,
    ),
    ...cost.gas.map(([name, gas]) => `${name}: ${gas} gas at most`),
    `gas costs ${formatEther(cost.fees)} ETH at ${formatGwei(cost.weiPerGas)} gwei, bonds ${formatEther(cost.bonds)} ETH`,
  ];
}

function gasByBytes(creation: Hex, runtime: Hex): bigint {
  const bytes = hexToBytes(creation);
  const zeros = BigInt(bytes.filter((byte) => byte === 0).length);
  const length = BigInt(bytes.length);
  const calldata = zeros * ZERO_BYTE + (length - zeros) * OTHER_BYTE;
  const words = (length + 31n) / 32n;
  return (
    CREATION_GAS +
    calldata +
    words * WORD_OF_CODE +
    BigInt(size(runtime)) * BYTE_STORED +
    CONSTRUCTOR_GAS
  );
}
