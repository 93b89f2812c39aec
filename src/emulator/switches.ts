import type { JobViewOptions } from './jobs/job-view.ts';

/**
 * Choices where Marketo documents nothing (contract §8): each default can be turned to another
 * reading, so that a client can be tried against both. The numbers are the rows of that table.
 */
export interface Switches extends JobViewOptions {
  /** Row 5. Answer to cancelling a job that has ended. */
  readonly cancelOfTerminal: 'refused' | 'success';
  /** Row 6. Answer to a range that starts at or past the end. */
  readonly badRange: 'unsatisfiable' | 'whole';
  /** Row 30. Answer to a Range header that cannot be read. */
  readonly malformedRange: 'whole' | 'unsatisfiable';
  /** Row 7. The file of a window without rows. */
  readonly emptyFile: 'header' | 'empty';
  /** Row 13. Wording of the quota error. */
  readonly quotaMessage: 'live' | 'page';
  /** Row 15. Content-Type of a CSV file. */
  readonly csvContentType: string;
  /** Row 3. Code for an unknown or foreign exportId. */
  readonly unknownJobCode: '610' | '1003' | '1013';
  /** Row 20 and 21. Take `access_token` from the query, as before 2026-08-31. */
  readonly tokenInQuery: 'refused' | 'accepted';
  /** Row 24. Whether error answers count towards rate and daily calls. */
  readonly errorsCount: boolean;
  /** Row 27. Code for enqueuing a cancelled job. */
  readonly enqueueOfCancelled: '1003' | '1029';
}

export const defaultSwitches: Switches = {
  cancelledSpelling: 'Cancelled',
  absentMembers: 'omitted',
  queuedAtWhenCreated: false,
  cancelOfTerminal: 'refused',
  badRange: 'unsatisfiable',
  malformedRange: 'whole',
  emptyFile: 'header',
  quotaMessage: 'live',
  csvContentType: 'text/csv;charset=UTF-8',
  unknownJobCode: '610',
  tokenInQuery: 'refused',
  errorsCount: false,
  enqueueOfCancelled: '1003',
};
