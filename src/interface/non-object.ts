/** What to tell a caller whose input is no JSON object at all. */
import { mismatch } from './fault.ts';
import type { Fault } from './fault.ts';

const WANTED = 'a JSON object such as {"filter": {"createdAt": {"startAt": "…", "endAt": "…"}}}';

/** The one fault of an input that is not an object, with the cause that is likeliest. */
export function refuseNonObject(input: unknown): Fault {
  return { path: '', message: `the request ${mismatch(WANTED, input)}${likelyCause(input)}` };
}

function likelyCause(input: unknown): string {
  if (Array.isArray(input)) return '; send the object itself, not a list of arguments';
  if (typeof input === 'string' && /^\s*\{/.test(input)) {
    return '; it looks like JSON in a string: send the object itself, with encoding json/plain';
  }
  return '';
}
