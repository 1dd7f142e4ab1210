/** HalfSipHash with 32 bits of output, as its authors describe it: `compression` rounds a word, `finishing` at the end. */
export function halfSipHash(
  compression: number,
  finishing: number,
  key: readonly [number, number],
  bytes: Uint8Array,
): number {
  const v = [key[0], key[1], 0x6c796765 ^ key[0], 0x74656462 ^ key[1]].map((word) => word >>> 0);
  const at = (n: number): number => v[n] as number;
  const add = (to: number, from: number): void => {
    v[to] = (at(to) + at(from)) % 2 ** 32;
  };
  const turn = (n: number, by: number): void => {
    v[n] = ((at(n) * 2 ** by) % 2 ** 32) + Math.floor(at(n) / 2 ** (32 - by));
  };
  const mix = (to: number, word: number): void => {
    v[to] = (at(to) ^ word) >>> 0;
  };
  const rounds = (count: number): void => {
    for (let n = 0; n < count; n++) {
      add(0, 1);
      turn(1, 5);
      mix(1, at(0));
      turn(0, 16);
      add(2, 3);
      turn(3, 8);
      mix(3, at(2));
      add(0, 3);
      turn(3, 7);
      mix(3, at(0));
      add(2, 1);
      turn(1, 13);
      mix(1, at(2));
      turn(2, 16);
    }
  };
  const padded = new Uint8Array(4 * Math.floor(bytes.length / 4) + 4);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length % 256;
  const view = new DataView(padded.buffer);
  for (let from = 0; from < padded.length; from += 4) {
    const word = view.getUint32(from, true);
    mix(3, word);
    rounds(compression);
    mix(0, word);
  }
  mix(2, 0xff);
  rounds(finishing);
  return (at(1) ^ at(3)) >>> 0;
}
