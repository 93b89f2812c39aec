import type { FileLayout } from '../data/columns.ts';
import type { JobRequest } from '../jobs/job.ts';
import type { DateRange } from './date-range.ts';
import { RecordRows, type RecordsOf } from './record-rows.ts';

/** A job whose file follows the leads. */
export function recordRequest(
  layout: FileLayout,
  recordsOf: RecordsOf,
  range: DateRange | undefined,
): JobRequest {
  return {
    layout,
    startAt: range?.startAt ?? '',
    endAt: range?.endAt ?? '',
    activityTypeIds: null,
    rowsAt: (cutoffSecond) => new RecordRows(layout, recordsOf, cutoffSecond),
  };
}
