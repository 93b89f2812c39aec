/** How runs may fail under these faults; anything else is a defect that hides behind a failed run. */
import { FAILURE } from '../../../src/interface/names.ts';
import type { ClosedRun } from '../evidence.ts';
import type { Breach } from './breach.ts';

const EXPECTED: readonly string[] = [
  FAILURE.jobFailed,
  FAILURE.jobGone,
  FAILURE.jobStuck,
  FAILURE.jobCancelledAtMarketo,
  FAILURE.fileMismatch,
];
/** How a run of ours may close. */
const CLOSED: readonly string[] = [
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'CONTINUED_AS_NEW',
];

export function checkFailures(runs: readonly ClosedRun[]): Breach[] {
  return runs.flatMap(({ workflowId, runId, status, failures }) => {
    const wrong = [
      ...(CLOSED.includes(status) ? [] : [status]),
      ...failures.filter((type) => !EXPECTED.includes(type)),
    ];
    return wrong.map((how) => ({ promise: 'end', what: `${workflowId} (${runId}) ended: ${how}` }));
  });
}
