import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Asset, Market } from "../types.ts";
import { useCell } from "./cell.ts";
import type { Live } from "./live.ts";

export const LiveContext = createContext<Live | undefined>(undefined);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("no exchange above this component");
  return live;
}

export const useMarkets = (): readonly Market[] => useCell(useLive().listed)?.markets ?? [];
export const useAssets = (): readonly Asset[] => useCell(useLive().listed)?.assets ?? [];
export const useMarket = (market: number): Market | undefined => useMarkets()[market];
