/**
 * Counts the records of a delimited file over its bytes, without decoding them: a record ends at a line feed outside
 * quotes. CR, NUL and U+2028 are data (contract §6), and a doubled quote toggles twice, so no state is needed for it.
 * The header row is kept aside, for its column names.
 */
const LINE_FEED = 0x0a;
const QUOTE = 0x22;
/** A header longer than this is no header; its columns stay unknown. */
const HEADER_LIMIT_BYTES = 64 * 1024;

export class RecordCounter {
  #insideQuotes = false;
  #rows = 0;
  #endedWithLineFeed = true;
  #header: Uint8Array[] = [];
  #headerBytes = 0;
  #headerDone = false;

  update(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (!this.#headerDone) this.#keepHeader(chunk);
    this.#count(chunk);
    this.#endedWithLineFeed = chunk[chunk.length - 1] === LINE_FEED && !this.#insideQuotes;
  }

  /** Records without the header row. */
  get records(): number {
    const rows = this.#endedWithLineFeed ? this.#rows : this.#rows + 1;
    return Math.max(0, rows - 1);
  }

  /** Text of the header row; empty when there is none or it is longer than 64 KiB. */
  get headerText(): string {
    return this.#headerBytes > HEADER_LIMIT_BYTES
      ? ''
      : new TextDecoder().decode(concat(this.#header, this.#headerBytes));
  }

  /** Jumps from one quote or line feed to the next: `indexOf` runs natively, a loop over bytes does not. */
  #count(chunk: Uint8Array): void {
    let at = 0;
    let lineFeed = -1;
    while (at < chunk.length) {
      const found = chunk.indexOf(QUOTE, at);
      const quote = found < 0 ? chunk.length : found;
      if (!this.#insideQuotes) {
        if (lineFeed < at) lineFeed = indexOrEnd(chunk, at);
        while (lineFeed < quote) {
          this.#rows += 1;
          lineFeed = indexOrEnd(chunk, lineFeed + 1);
        }
      }
      if (found >= 0) this.#insideQuotes = !this.#insideQuotes;
      at = quote + 1;
    }
  }

  #keepHeader(chunk: Uint8Array): void {
    let quoted = this.#insideQuotes;
    const end = chunk.findIndex((byte) => {
      if (byte === QUOTE) quoted = !quoted;
      return byte === LINE_FEED && !quoted;
    });
    const part = end < 0 ? chunk : chunk.subarray(0, end);
    this.#headerBytes += part.length;
    if (this.#headerBytes <= HEADER_LIMIT_BYTES) this.#header.push(new Uint8Array(part)); // a copy; a Buffer's `slice` is none
    this.#headerDone = end >= 0 || this.#headerBytes > HEADER_LIMIT_BYTES;
  }
}

function indexOrEnd(chunk: Uint8Array, from: number): number {
  const at = chunk.indexOf(LINE_FEED, from);
  return at < 0 ? chunk.length : at;
}

function concat(parts: readonly Uint8Array[], totalBytes: number): Uint8Array {
  const whole = new Uint8Array(totalBytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
