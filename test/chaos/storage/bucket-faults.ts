/** What goes wrong between workers and their bucket, and how often. docs/reliability.md shows the same table. */
import type { S3Call, S3Fault } from '../../support/s3-fault-proxy.ts';
import { createRandom } from '../random.ts';

export interface BucketFault {
  readonly on: 'any' | 'write' | 'part' | 'read';
  /** With `on` it is unique. */
  readonly kind: string;
  /** Share of the calls that it can strike. */
  readonly rate: number;
  readonly do: S3Fault;
}

const MIB = 1024 * 1024;

/**
 * Left out: what a person has to put right (a right, credentials, a bucket that is gone), for it rightly makes a run that
 * has not paid yet give up at once.
 */
export const BUCKET_FAULTS: readonly BucketFault[] = [
  { on: 'any', kind: '503 SlowDown', rate: 0.03, do: { status: 503, code: 'SlowDown' } },
  { on: 'any', kind: 'answer lost', rate: 0.02, do: 'loseAnswer' },
  { on: 'write', kind: 'answer lost', rate: 0.03, do: 'loseAnswer' },
  { on: 'part', kind: 'cut', rate: 0.1, do: { cutRequestAfter: 3 * MIB } },
  { on: 'read', kind: 'cut', rate: 0.1, do: { cutAnswerAfter: MIB } },
];

export function bucketFaultName({ on, kind }: BucketFault): string {
  return `s3 ${on}: ${kind}`;
}

const STRIKES: Readonly<Record<BucketFault['on'], (call: S3Call) => boolean>> = {
  any: () => true,
  write: ({ method }) => method === 'PUT' || method === 'POST',
  part: ({ method, url }) => method === 'PUT' && url.includes('partNumber='),
  read: ({ method, url }) => method === 'GET' && /\.(part|csv|tsv|ssv)\?/.test(url),
};

/** Drawn from the seed, by the number of the calls that each fault can strike. */
export function drawBucketFaults(seed: number): (call: S3Call) => BucketFault | undefined {
  const draws = BUCKET_FAULTS.map((fault) => createRandom(seed, bucketFaultName(fault)));
  return (call) =>
    BUCKET_FAULTS.find(
      (fault, index) => STRIKES[fault.on](call) && draws[index]?.chance(fault.rate) === true,
    );
}
