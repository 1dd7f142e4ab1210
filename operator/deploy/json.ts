import type { Deployment } from "#protocol/config";

/** A deployment as JSON: wei as decimal text, all else as numbers and text. */
export interface DeploymentJson extends Omit<Deployment, (typeof WEI)[number] | "assets"> {
  readonly registrationFee: string;
  readonly sequencerBond: string;
  readonly keyperBond: string;
  readonly claimantBond: string;
  readonly dropFee: string;
  readonly assets: readonly { readonly token: string; readonly scale: string }[];
}

const WEI = [
  "registrationFee",
  "sequencerBond",
  "keyperBond",
  "claimantBond",
  "dropFee",
] as const satisfies readonly (keyof Deployment)[];

export function jsonOf(deployment: Deployment): DeploymentJson {
  const { registrationFee, sequencerBond, keyperBond, claimantBond, dropFee } = deployment;
  return {
    ...deployment,
    registrationFee: registrationFee.toString(),
    sequencerBond: sequencerBond.toString(),
    keyperBond: keyperBond.toString(),
    claimantBond: claimantBond.toString(),
    dropFee: dropFee.toString(),
    assets: deployment.assets.map(({ token, scale }) => ({ token, scale: scale.toString() })),
  };
}

export const deploymentToJson = (deployment: Deployment): string =>
  JSON.stringify(jsonOf(deployment));

/** Of text that `deploymentToJson` wrote. */
export function deploymentFromJson(text: string): Deployment {
  const json = JSON.parse(text) as DeploymentJson;
  const { registrationFee, sequencerBond, keyperBond, claimantBond, dropFee } = json;
  return {
    ...json,
    registrationFee: BigInt(registrationFee),
    sequencerBond: BigInt(sequencerBond),
    keyperBond: BigInt(keyperBond),
    claimantBond: BigInt(claimantBond),
    dropFee: BigInt(dropFee),
    assets: json.assets.map(({ token, scale }) => ({ token, scale: BigInt(scale) })),
  };
}

/** Names of the parameters in which two deployments differ. */
export function differences(a: Deployment, b: Deployment): string[] {
  const [left, right] = [jsonOf(a), jsonOf(b)];
  const names = Object.keys(left) as (keyof DeploymentJson)[];
  return names.filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}
