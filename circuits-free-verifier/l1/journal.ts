import { WalrasError } from "#protocol/errors";

/** A rollback to before what the journal remembers. */
export class JournalTooShort extends WalrasError {
  constructor(given: number, least: number) {
    super(
      "journalTooShort",
      "block to roll back to",
      given,
      `at least ${least}; start over from L1`,
    );
  }
}

/** How to undo what each block did, for as far back as L1 may still change. */
export class Journal {
  #undos: { readonly block: number; readonly undo: () => void }[] = [];
  #block = 0;
  #least = Number.NEGATIVE_INFINITY;

  /** What is done from now on belongs to this block. */
  enter(block: number): void {
    this.#block = block;
  }

  /** Tells how to undo a change just made. */
  did(undo: () => void): void {
    this.#undos.push({ block: this.#block, undo });
  }

  /** Sets a key of a map, to be undone. */
  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    const old = map.get(key);
    map.set(key, value);
    this.did(() => (old === undefined ? void map.delete(key) : void map.set(key, old)));
  }

  /** Undoes all that was done after `block`. Throws JournalTooShort, with nothing undone. */
  rollbackTo(block: number): void {
    if (block < this.#least) throw new JournalTooShort(block, this.#least);
    for (
      let last = this.#undos.at(-1);
      last !== undefined && last.block > block;
      last = this.#undos.at(-1)
    ) {
      last.undo();
      this.#undos.pop();
    }
  }

  /** L1 will not go back behind `block`: forgets how to. */
  settle(block: number): void {
    if (block <= this.#least) return;
    this.#least = block;
    this.#undos = this.#undos.filter((entry) => entry.block > block);
  }
}
