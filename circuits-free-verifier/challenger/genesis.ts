import { Fault } from "#l1/errors";
import { placeOf } from "#l1/events";
import type { EventOf, L1Event } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { genesisState } from "#protocol/genesis";
import type { State } from "#protocol/state";

/** The state that the deployment's parameters make; throws Fault unless L1 was given the same root. */
export function checkedGenesis(event: EventOf<"deployed">): State {
  const { deployment, genesisRoot } = event;
  let state: State;
  try {
    state = genesisState(deployment);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault(
      place(event),
      undefined,
      "deployment",
      reason,
      "parameters within their ranges",
    );
  }
  const root = toHex(state.root());
  if (toHex(genesisRoot) !== root) {
    throw new Fault(place(event), undefined, "genesis root", toHex(genesisRoot), root);
  }
  return state;
}

const place = (event: L1Event): string => `${placeOf(event)}, ${event.kind}`;
