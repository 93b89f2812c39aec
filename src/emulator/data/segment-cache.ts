/** The most recently read segments of all files, up to a size: neighbouring ranges share them. */
export class SegmentCache {
  readonly #limitBytes: number;
  readonly #segments = new Map<string, Buffer>();
  #bytes = 0;

  constructor(limitBytes = 16 * 1_048_576) {
    this.#limitBytes = limitBytes;
  }

  get(key: string, render: () => Buffer): Buffer {
    const known = this.#segments.get(key);
    if (known !== undefined) {
      this.#segments.delete(key);
      this.#segments.set(key, known);
      return known;
    }
    const fresh = render();
    this.#segments.set(key, fresh);
    this.#bytes += fresh.length;
    this.#shrink();
    return fresh;
  }

  #shrink(): void {
    for (const [key, segment] of this.#segments) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#segments.delete(key);
      this.#bytes -= segment.length;
    }
  }
}
