const ZERO = 48;
const hexDigits = Buffer.from('0123456789abcdef');

/** Writes text into a buffer that grows; made for rows, where a string apiece would be too slow. */
export class BytePen {
  #buffer: Buffer;
  #length = 0;

  constructor(capacityBytes: number) {
    this.#buffer = Buffer.allocUnsafe(capacityBytes);
  }

  /** A view of what was written; the next `clear` makes it void. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Makes room; to be called before writing what is not longer than this. */
  reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe((this.#buffer.length + bytes) * 2);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }

  bytes(text: Buffer): void {
    if (text.length === 1) this.#buffer[this.#length] = text[0] ?? 0;
    else this.#buffer.set(text, this.#length);
    this.#length += text.length;
  }

  /** A whole number in so many decimal digits, with leading zeros. */
  decimal(value: number, digits: number): void {
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at -= 1) {
      const next = Math.floor(rest / 10);
      this.#buffer[at] = ZERO + (rest - next * 10);
      rest = next;
    }
    this.#length += digits;
  }

  /** A whole number in so many hexadecimal digits, with leading zeros. */
  hex(value: number, digits: number): void {
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at -= 1) {
      const next = Math.floor(rest / 16);
      this.#buffer[at] = hexDigits[rest - next * 16] ?? ZERO;
      rest = next;
    }
    this.#length += digits;
  }
}
