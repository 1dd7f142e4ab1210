import type { Crypto } from "#protocol/crypto";
import { useTreeHasher } from "#protocol/tree";
import { createPureCrypto } from "./pure.ts";

/**
 * Native hashes and curves, or pure ones with a line of warning where the native ones do not load. Results are the
 * same; opening envelopes is about 20 times slower.
 */
export async function loadCrypto(
  warn: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<Crypto> {
  try {
    const { createNativeCrypto } = await import("./native.ts");
    const { hasher } = await import("@chainsafe/persistent-merkle-tree/hasher/hashtree");
    useTreeHasher(hasher);
    return await createNativeCrypto();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    warn(`walras: native cryptography is not available (${reason}); using slower JavaScript`);
    return createPureCrypto();
  }
}
