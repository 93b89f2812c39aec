/** What the tests of one target share. */
import { Exports, type Job } from './exports.ts';
import { Observations } from './observations.ts';
import type { Target } from './target.ts';
import { Wire } from './wire.ts';

export interface Run {
  readonly target: Target;
  readonly wire: Wire;
  readonly exports: Exports;
  readonly observed: Observations;
  /** The one export that is paid for, filled in as its life goes on. */
  readonly main: { exportId?: string; job?: Job; file?: Buffer };
}

export type Current = () => Run;

export function startRun(target: Target): Run {
  const wire = new Wire(target.credentials, target.pace);
  const exports = new Exports(wire, target.patience);
  return { target, wire, exports, observed: new Observations(), main: {} };
}

/** The main export with its file; without one an earlier test has failed. */
export function mainOf({ main }: Run): { exportId: string; job: Job; file: Buffer } {
  const { exportId, job, file } = main;
  if (exportId === undefined || job === undefined || file === undefined) {
    throw new Error('The main export has no file: see the tests above');
  }
  if (file.byteLength > 0) return { exportId, job, file };
  throw new Error('The file is empty: choose a busier minute, MARKETO_CONFORMANCE_WINDOW_START');
}
