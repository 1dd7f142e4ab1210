import { hexToBytes } from "./bytes.ts";
import type { Deployment } from "./config.ts";
import { OPERATOR_ACCOUNT } from "./constants.ts";
import { PARAMETERS_LEAF, paramsLeaf, signerLeaf } from "./layout.ts";
import { marketLeaf, parametersLeaf, writeLast } from "./leaves.ts";
import { State } from "./state.ts";
import { leafOfBytes } from "./tree.ts";

/** The state before the first slot (PROTOCOL.md §3, "Genesis"): a function of the deployment alone. */
export function genesisState(deployment: Deployment): State {
  const state = new State();
  const parameters = {
    operationFee: deployment.operationFee,
    stepsPerRoot: deployment.stepsPerRoot,
    marketCount: deployment.markets.length,
    assetCount: deployment.assets.length,
  };
  state.set(PARAMETERS_LEAF, parametersLeaf(parameters));
  state.set(signerLeaf(OPERATOR_ACCOUNT), leafOfBytes(hexToBytes(deployment.operatorSigner)));
  for (const [index, market] of deployment.markets.entries()) {
    state.set(paramsLeaf(index), marketLeaf(market));
    writeLast(state, index, market.referenceTick);
  }
  return state;
}
