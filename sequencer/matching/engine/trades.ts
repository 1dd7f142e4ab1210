/** What became of a resting order that a new one met. */
export const MAKER_LEFT = 0;
export const MAKER_FILLED = 1;
/** Taken out without a trade by the self-trade policy. */
export const MAKER_CANCELLED = 2;

/**
 * What the last order did to resting ones, in order. One record is used again and again, so that nothing is allocated;
 * the next order overwrites it. `words` and `numbers` are replaced when it grows.
 */
export class Trades {
  #length = 0;
  #words = new Int32Array(2 * 64);
  #numbers = new Float64Array(2 * 64);

  get length(): number {
    return this.#length;
  }

  /** Tag of the resting order. */
  maker(at: number): number {
    return this.#words[2 * at] as number;
  }

  /** MAKER_LEFT, MAKER_FILLED or MAKER_CANCELLED. */
  fate(at: number): number {
    return this.#words[2 * at + 1] as number;
  }

  /** The resting order's. */
  price(at: number): number {
    return this.#numbers[2 * at] as number;
  }

  /** Traded, or, of a cancelled order, what was left of it. */
  quantity(at: number): number {
    return this.#numbers[2 * at + 1] as number;
  }

  clear(): void {
    this.#length = 0;
  }

  add(maker: number, fate: number, price: number, quantity: number): void {
    const at = 2 * this.#length++;
    if (at === this.#words.length) this.#grow();
    this.#words[at] = maker;
    this.#words[at + 1] = fate;
    this.#numbers[at] = price;
    this.#numbers[at + 1] = quantity;
  }

  #grow(): void {
    const words = this.#words;
    const numbers = this.#numbers;
    this.#words = new Int32Array(2 * words.length);
    this.#words.set(words);
    this.#numbers = new Float64Array(2 * numbers.length);
    this.#numbers.set(numbers);
  }
}
