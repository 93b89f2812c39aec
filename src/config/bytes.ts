/** Sizes in settings: plain bytes, `64MiB` (powers of 1024) or `64MB` (powers of 1000). */
import { quote } from '../interface/fault.ts';
import { bad, good } from './reading.ts';
import type { Reader, Reading } from './reading.ts';

/** Largest first: that is the order in which a unit is looked for to write a size. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  GiB: 1024 ** 3,
  GB: 1e9,
  MiB: 1024 ** 2,
  MB: 1e6,
  KiB: 1024,
  kB: 1e3,
  KB: 1e3,
  B: 1,
};

const FORMS = 'write it like 67108864, 64MiB or 64MB';

/** Text → whole bytes. */
export function parseBytes(text: string): Reading<number> {
  const [, count, unit] = /^(\d+) ?(GiB|MiB|KiB|GB|MB|kB|KB|B)?$/.exec(text) ?? [];
  if (count === undefined) return bad(`${quote(text)} ${refusal(text)}; ${FORMS}`);
  const bytes = Number(count) * (UNIT_BYTES[unit ?? 'B'] ?? 1);
  return Number.isSafeInteger(bytes) ? good(bytes) : bad(`${quote(text)} is too large; ${FORMS}`);
}

function refusal(text: string): string {
  if (/^\d+ ?[kmg]$/i.test(text)) return 'does not say whether 1000 or 1024 is meant';
  if (/^\d+ ?[kmg]i?b$/i.test(text)) return 'has its unit in the wrong case';
  if (/^\d*[.,]\d+/.test(text)) return 'has a fraction; use a smaller unit';
  return 'is not a size';
}

/** 67108864 → `64MiB`: the largest unit that leaves no rest. */
export function formatBytes(bytes: number): string {
  const units = Object.entries(UNIT_BYTES).filter(([unit]) => unit !== 'B');
  const [name, size] = units.find(
    ([, unitBytes]) => bytes >= unitBytes && bytes % unitBytes === 0,
  ) ?? ['', 1];
  return `${bytes / size}${name}`;
}

/** Reader of a size within a range, both ends in bytes and allowed. */
export function byteCount(range: { readonly min: number; readonly max: number }): Reader<number> {
  return (text) => {
    const read = parseBytes(text);
    if (!read.ok || (read.value >= range.min && read.value <= range.max)) return read;
    const bounds = `${formatBytes(range.min)} to ${formatBytes(range.max)}`;
    return bad(`${quote(text)} is out of range; choose from ${bounds}`);
  };
}
