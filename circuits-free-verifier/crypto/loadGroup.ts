import type { Group } from "./group.ts";

/**
 * Native curve arithmetic, or JavaScript with a line of warning where the native library does not load. Results are the
 * same; key generation is about ten times slower.
 */
export async function loadGroup(
  warn: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<Group> {
  try {
    const { createNativeGroup } = await import("./nativeGroup.ts");
    return createNativeGroup();
  } catch (error) {
    const { createPureGroup } = await import("./pureGroup.ts");
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    warn(`walras: native curve arithmetic is not available (${reason}); using slower JavaScript`);
    return createPureGroup();
  }
}
