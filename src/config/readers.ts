/** Readers of settings that are neither durations nor sizes. */
import { quote } from '../interface/fault.ts';
import { didYouMean } from '../interface/spelling.ts';
import { bad, good } from './reading.ts';
import type { Reader } from './reading.ts';

/** A whole number within a range, both ends allowed. */
export function wholeNumber(range: { readonly min: number; readonly max: number }): Reader<number> {
  const wanted = `a whole number from ${range.min} to ${range.max}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= range.min && value <= range.max) return good(value);
    return bad(`${quote(text)} is not ${wanted}; write it in digits alone`);
  };
}

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word !== undefined) return good(word);
    return bad(`${quote(text)} is none of ${words.join(', ')}.${didYouMean(text, words)}`);
  };
}

/** `true` or `false`; `1` and `0` as well. */
export const flag: Reader<boolean> = (text) => {
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return good(true);
  if (word === 'false' || word === '0') return good(false);
  return bad(`${quote(text)} is neither true nor false; write true, or leave it out`);
};

/** Permissions in octal: the worker must be able to write its files and read them back. */
export const fileMode: Reader<number> = (text) => {
  const digits = /^(?:0o)?0?([0-7]{3})$/.exec(text)?.[1];
  if (digits === undefined) {
    return bad(`${quote(text)} is not a file mode; write three octal digits, such as 600 or 640`);
  }
  const mode = Number.parseInt(digits, 8);
  if ((mode & 0o600) === 0o600 && (mode & 0o111) === 0) return good(mode);
  return bad(
    `${quote(text)} does not fit data files: their owner must read and write them, and nobody runs them; ` +
      'write 600, 640, 644, 660 or 664',
  );
};

/** As `.store.json` has it; letters in either case. */
export const storeId: Reader<string> = (text) => {
  const id = text.toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return good(id);
  return bad(`${quote(text)} is no store id; copy the "id" of the destination's .store.json`);
};

/** A name without blanks or control characters, as it is shown in URLs and lists. */
export const plainName: Reader<string> = (text) => {
  if (/^[\x21-\x7e]{1,200}$/.test(text)) return good(text);
  return bad(`${quote(text)} is no name; use 1 to 200 visible ASCII characters without blanks`);
};

/** Text for a later step, which knows what else it depends on. */
export const anyText: Reader<string> = good;
