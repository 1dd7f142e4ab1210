/** Bytes as the corpus packs them: big-endian numbers of stated width. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];

  number(value: number, width: number): this {
    const bytes = new Uint8Array(width);
    let rest = value;
    for (let at = width - 1; at >= 0; at--) {
      bytes[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    if (rest !== 0) throw new RangeError(`${value} does not fit ${width} bytes`);
    return this.raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  /** With its length before it. */
  sized(bytes: Uint8Array): this {
    return this.number(bytes.length, 2).raw(bytes);
  }

  hex(): string {
    return `0x${Buffer.concat(this.#parts).toString("hex")}`;
  }
}
