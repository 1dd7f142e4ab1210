import { open } from "node:fs/promises";

/**
 * A file's bytes from a position on, or from its beginning if none is given, which a pipe has too. A piece is good until the
 * next one is asked for: all lie in one buffer, because V8 lets tens of megabytes of buffers gather before it frees them.
 */
export async function* filePieces(
  path: string,
  pieceBytes: number,
  position?: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes);
    let at = position;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, at ?? null);
      if (bytesRead === 0) return;
      if (at !== undefined) at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
