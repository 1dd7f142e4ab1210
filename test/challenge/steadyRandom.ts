import { Random } from "../reference/random.ts";

/** For files that are committed: no power or logarithm whose last bit might differ from one engine to another. */
class SteadyRandom extends Random {
  override magnitude(limit: number): number {
    let bound = limit;
    for (let halvings = this.below(54); halvings > 0 && bound > 1; halvings--) {
      bound = Math.floor(bound / 2);
    }
    return this.between(1, Math.max(1, bound));
  }
}

export const steadyRandom = (stream: number): Random => new SteadyRandom(0x5354_4550, stream);
