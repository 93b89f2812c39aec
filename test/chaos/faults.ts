/** What goes wrong at Marketo in a chaos run, and how often. docs/reliability.md shows the same table. */
import type { FaultEffect, FaultRule } from '../../src/emulator/index.ts';
import { createRandom } from './random.ts';

export interface ChaosFault {
  readonly on: FaultRule['on'];
  /** Name in the report and in the documentation; with `on` it is unique. */
  readonly kind: string;
  /** Share of the calls, or of the jobs. */
  readonly rate: number;
  readonly do: FaultEffect;
}

const HTML_502 = { httpStatus: 502, html: true };
const QUOTA = { errorCode: '1029', errorMessage: 'Export daily quota 500MB exceeded.' };

/**
 * Left out: what rightly makes a run buy anew or give up at once, for then nothing could be held against it: a file
 * that stays away (404) after its job was Completed, a missing permission, an answer that says another size.
 */
export const CHAOS_FAULTS: readonly ChaosFault[] = [
  { on: 'identity', kind: '503', rate: 0.03, do: { httpStatus: 503 } },
  { on: 'create', kind: 'answer lost', rate: 0.03, do: { dropAnswer: true } },
  { on: 'create', kind: '502 with HTML', rate: 0.02, do: HTML_502 },
  { on: 'create', kind: 'daily quota used up', rate: 0.005, do: QUOTA },
  { on: 'enqueue', kind: 'answer lost', rate: 0.05, do: { dropAnswer: true } },
  { on: 'enqueue', kind: 'request lost', rate: 0.03, do: { dropRequest: true } },
  { on: 'enqueue', kind: 'done, yet 502', rate: 0.03, do: { ...HTML_502, workDone: true } },
  { on: 'enqueue', kind: 'JSON cut', rate: 0.02, do: { truncatedJson: true } },
  { on: 'enqueue', kind: 'no result', rate: 0.01, do: { noResult: true } },
  { on: 'enqueue', kind: 'answer late', rate: 0.03, do: { delayAnswerMs: 2_500 } },
  { on: 'enqueue', kind: 'daily quota used up', rate: 0.005, do: QUOTA },
  { on: 'status', kind: '502 with HTML', rate: 0.02, do: HTML_502 },
  { on: 'status', kind: 'answer lost', rate: 0.01, do: { dropAnswer: true } },
  { on: 'status', kind: 'JSON cut', rate: 0.01, do: { truncatedJson: true } },
  { on: 'status', kind: 'empty body', rate: 0.005, do: { emptyBody: true } },
  { on: 'status', kind: 'unknown job, once', rate: 0.005, do: { errorCode: '610' } },
  { on: 'file', kind: 'cut', rate: 0.04, do: { cutAfterBytes: 20_000 } },
  { on: 'file', kind: 'too short', rate: 0.02, do: { shortBodyBytes: 10_000 } },
  { on: 'file', kind: 'byte wrong', rate: 0.01, do: { corruptByteAt: 30_000 } },
  { on: 'file', kind: 'stall', rate: 0.01, do: { stallAfterBytes: 15_000 } },
  { on: 'file', kind: 'trickle', rate: 0.01, do: { trickleBytesPerSecond: 12_000 } },
  { on: 'file', kind: 'range ignored', rate: 0.02, do: { ignoreRange: true } },
  { on: 'file', kind: 'Content-Range lies', rate: 0.01, do: { lyingContentRange: true } },
  { on: 'file', kind: 'last byte missing', rate: 0.01, do: { omitLastByte: true } },
  { on: 'file', kind: 'compressed', rate: 0.01, do: { gzip: true } },
  { on: 'file', kind: '503', rate: 0.01, do: { httpStatus: 503, retryAfter: '1' } },
  { on: 'cancel', kind: 'answer lost', rate: 0.1, do: { dropAnswer: true } },
  { on: 'cancel', kind: '502 with HTML', rate: 0.1, do: HTML_502 },
  { on: 'types', kind: '502 with HTML', rate: 0.1, do: HTML_502 },
  { on: '*', kind: '606 rate limit', rate: 0.001, do: { errorCode: '606' } },
  { on: '*', kind: '615 too many at once', rate: 0.002, do: { errorCode: '615' } },
  { on: '*', kind: '602 token expired', rate: 0.003, do: { errorCode: '602' } },
  { on: '*', kind: '611 system error', rate: 0.003, do: { errorCode: '611' } },
  { on: 'job', kind: 'failed', rate: 0.03, do: { job: { fate: 'failed', errorMsg: 'chaos' } } },
  { on: 'job', kind: 'vanished', rate: 0.02, do: { job: { fate: 'vanished' } } },
  { on: 'job', kind: 'stuck', rate: 0.01, do: { job: { fate: 'stuck' } } },
];

export function faultName({ on, kind }: ChaosFault): string {
  return `${on}: ${kind}`;
}

/** In the order of `CHAOS_FAULTS`. Which of the calls are struck is drawn from the seed, by their number. */
export function faultRules(seed: number): readonly FaultRule[] {
  const random = createRandom(seed, 'faults');
  return CHAOS_FAULTS.map(({ on, rate, do: effect }) => ({
    on,
    probability: rate,
    seed: random.between(1, 2 ** 31 - 1),
    do: effect,
  }));
}
