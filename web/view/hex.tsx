import { shortHex } from "../model/format.ts";

/** An address or a hash, shortened; whole as its title, and linked where a block explorer is known. */
export function Hex({
  value,
  explorer,
}: {
  readonly value: string;
  readonly explorer?: string | null | undefined;
}) {
  const text = (
    <code class="hex" title={value}>
      {shortHex(value)}
    </code>
  );
  if (explorer == null || value.length !== 42) return text;
  return <a href={`${explorer.replace(/\/$/, "")}/address/${value}`}>{text}</a>;
}
