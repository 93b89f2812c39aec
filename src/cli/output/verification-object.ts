import type { DatasetReport } from '../../ledger/verify/report.ts';

/** What `verify --output json` prints. */
export interface VerificationObject {
  readonly version: 1;
  /** URI of the destination. */
  readonly destination: string;
  /** True when no dataset has a breach. */
  readonly whole: boolean;
  /** Number of breaches in all datasets. */
  readonly breaches: number;
  readonly datasets: readonly DatasetReport[];
}

/** The reports of a destination's datasets as one object. */
export function verificationObject(
  destination: string,
  datasets: readonly DatasetReport[],
): VerificationObject {
  const breaches = datasets.reduce((sum, dataset) => sum + dataset.breaches.length, 0);
  return { version: 1, destination, whole: breaches === 0, breaches, datasets };
}
