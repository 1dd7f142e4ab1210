import { WalrasError } from "#protocol/errors";

/** A part of the page could not be fetched: the exchange is away, or was updated since the page was opened. */
export class PartMissing extends WalrasError {
  constructor(reason: string) {
    super("partMissing", "a part of this page", reason, "it to be there; reload the page");
  }
}

/** Fetches a part of the page on its first use. Throws PartMissing. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new PartMissing(error instanceof Error ? error.message : String(error));
  }
}
