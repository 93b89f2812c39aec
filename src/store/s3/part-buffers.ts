/** Memory that parts are filled in, used again by all files of a bucket: V8 hands it back late, and 8 MiB of it at a time. */

/** As many as two downloads use. What is more is left to the collector. */
const MOST_SPARES = 6;

export class PartBuffers {
  readonly #spares: Buffer[] = [];

  /** What is in it is anything. */
  take(bytes: number): Buffer {
    const at = this.#spares.findIndex(({ length }) => length === bytes);
    const [spare] = at === -1 ? [] : this.#spares.splice(at, 1);
    return spare ?? Buffer.allocUnsafeSlow(bytes);
  }

  /** Only when nobody reads it any more: a call that failed may still be sending it. */
  giveBack(buffer: Buffer): void {
    this.#spares.push(buffer);
    if (this.#spares.length > MOST_SPARES) this.#spares.shift(); // perhaps of a part size that nobody uses any more
  }
}
