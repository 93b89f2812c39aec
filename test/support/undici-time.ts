/** The time that undici's time-outs go by: it looks at its clock twice a second, however short they are. */
import { createRequire } from 'node:module';

/** No part of its API: there for its own tests. */
const { tick } = createRequire(import.meta.url)('undici/lib/util/timers.js') as {
  tick: (ms: number) => void;
};

/** Ends at once what has a time-out of `ms` or less, under 1 s, and was under way before. */
export function passUndiciTime(ms: number): void {
  tick(ms);
}
