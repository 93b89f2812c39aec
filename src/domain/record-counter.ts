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

  #count(chunk: Uint8Array): void {
    // A word begins at an even address; a single byte is left at either end, or at both.
    const words = wordsIn(chunk);
    const before = words.byteOffset - chunk.byteOffset;
    const after = before + words.byteLength;
    if (before > 0) this.#countWords(single(chunk[0]));
    this.#countWords(words);
    if (after < chunk.length) this.#countWords(single(chunk[after]));
  }

  /**
   * By four, without a branch: the lookups wait neither for each other nor for the quotes. `as number`, and no function for
   * it: each word has its effect, and V8 takes twice the time when it is to make sure of that.
   */
  #countWords(words: Uint16Array): void {
    const effects = (effectsOfWords ??= computeEffects());
    const fours = words.length - (words.length % 4);
    let quoted = this.#insideQuotes ? 1 : 0;
    let rows = this.#rows;
    let at = 0;
    for (; at < fours; at += 4) {
      const first = effects[words[at] as number] as number;
      const second = effects[words[at + 1] as number] as number;
      const third = effects[words[at + 2] as number] as number;
      const fourth = effects[words[at + 3] as number] as number;
      const quotedSecond = quoted ^ (first & TURNS);
      const quotedThird = quotedSecond ^ (second & TURNS);
      const quotedFourth = quotedThird ^ (third & TURNS);
      rows += feedsIn(first, quoted) + feedsIn(second, quotedSecond);
      rows += feedsIn(third, quotedThird) + feedsIn(fourth, quotedFourth);
      quoted = quotedFourth ^ (fourth & TURNS);
    }
    for (; at < words.length; at += 1) {
      const effect = effects[words[at] as number] as number;
      rows += feedsIn(effect, quoted);
      quoted ^= effect & TURNS;
    }
    this.#insideQuotes = quoted === 1;
    this.#rows = rows;
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

function wordsIn({ buffer, byteOffset, length }: Uint8Array): Uint16Array {
  const skipped = Math.min(byteOffset % 2, length);
  return new Uint16Array(buffer, byteOffset + skipped, (length - skipped) >> 1);
}

/** A byte as the first of a word, whose second one means nothing. */
function single(byte = 0): Uint16Array {
  return new Uint16Array(Uint8Array.of(byte, 0).buffer);
}

/*
 * What two bytes do to the count, by their word: bit 0, whether they hold an odd number of quotes; the line feeds
 * outside quotes, when they begin outside (bits 2 and 3) and when they begin inside (bits 4 and 5).
 */
const TURNS = 1;
const FEEDS = 2;
const FEEDS_IF_QUOTED = 4;
let effectsOfWords: Uint8Array | undefined;

/** `quoted`: 1 inside of quotes, else 0. Without a branch: in exported attributes nobody could guess which way it goes. */
function feedsIn(effect: number, quoted: number): number {
  return (effect >> (FEEDS + quoted * (FEEDS_IF_QUOTED - FEEDS))) & 3;
}

/** By their words as this machine reads them from memory, whichever of the bytes that has first. */
function computeEffects(): Uint8Array {
  const effects = new Uint8Array(256 * 256);
  const pair = new Uint8Array(2);
  const word = new Uint16Array(pair.buffer);
  for (let first = 0; first < 256; first += 1) {
    for (let second = 0; second < 256; second += 1) {
      pair.set([first, second]);
      effects[word[0] ?? 0] = effectOf(first, second);
    }
  }
  return effects;
}

function effectOf(first: number, second: number): number {
  const turned = first === QUOTE;
  const turns = turned !== (second === QUOTE) ? TURNS : 0;
  const feed = first === LINE_FEED ? 1 : 0;
  const next = second === LINE_FEED ? 1 : 0;
  const outside = feed + (turned ? 0 : next);
  const inside = turned ? next : 0;
  return turns | (outside << FEEDS) | (inside << FEEDS_IF_QUOTED);
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
