import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";
import { Hex } from "./hex.tsx";

export function Footer() {
  const status = useCell(useLive().status);
  if (status === undefined) return <footer />;
  const { explorerUrl, settlement, chainId, version, finalised } = status;
  return (
    <footer>
      <span>
        Settlement on chain {chainId} <Hex value={settlement} explorer={explorerUrl} />
      </span>
      <span>Final up to batch {finalised.slot}</span>
      <span>
        <a href="/openapi.json">API</a>
      </span>
      <span>Version {version}</span>
    </footer>
  );
}
