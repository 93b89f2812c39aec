/** What an extraction tells: its result, its failure, the windows of its status. Pure. */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../interface/names.ts';
import type {
  ExtractResult,
  FailedExtractResult,
  FailedWindow,
  WindowFailure,
  WindowResult,
} from '../interface/result.ts';
import type { ResolvedRequest } from '../interface/resolved.ts';
import type { ExtractWindowStatus } from '../interface/status.ts';
import { requestFor } from '../interface/window-request.ts';
import { sortedByStart } from './extract-state.ts';

/** Of all requests in a failure's details: Temporal takes 2 MiB, and results and messages need their share. */
const REQUESTS_BYTES = 500_000;
const SHOWN_FAILURES = 20;
export const LONGEST_MESSAGE = 500;

export function extractResult(
  { instance, dataset }: ResolvedRequest,
  published: Iterable<WindowResult>,
): ExtractResult {
  const windows = sortedByStart(published);
  return { version: 1, instance, dataset, windows, ...totals(windows) };
}

export function extractFailure(
  request: ResolvedRequest,
  published: Iterable<WindowResult>,
  failures: Iterable<WindowFailure>,
): ApplicationFailure {
  const failed = withRequests(request, sortedByStart(failures));
  const result = extractResult(request, published);
  const details: FailedExtractResult = { ...result, failed };
  const [only] = failed;
  return ApplicationFailure.create({
    type: failed.length === 1 && only !== undefined ? only.type : FAILURE.windowsFailed,
    message: failureText(failed, result.windows.length),
    nonRetryable: true,
    details: [details],
  });
}

function failureText(failed: readonly FailedWindow[], published: number): string {
  const lines = failed.map(({ startAt, endAt, message }) => `${startAt} … ${endAt}: ${message}`);
  const more = lines.length - SHOWN_FAILURES;
  return [
    `${failed.length} of ${failed.length + published} windows failed; ${published} are published. ` +
      'The same request exports only what is missing.',
    ...lines.slice(0, SHOWN_FAILURES),
    ...(more > 0 ? [`… and ${more} more, in the details`] : []),
  ].join('\n');
}

function withRequests(
  request: ResolvedRequest,
  failures: readonly WindowFailure[],
): FailedWindow[] {
  let left = REQUESTS_BYTES;
  return failures.map((failure) => {
    const own = requestFor(request, failure);
    left -= JSON.stringify(own).length;
    return left < 0 ? failure : { ...failure, request: own };
  });
}

export function publishedStatus(result: WindowResult): ExtractWindowStatus {
  const { startAt, endAt, exportId, records, bytes, final, reused } = result;
  return { startAt, endAt, phase: 'published', exportId, records, bytes, final, reused };
}

export function totals(windows: Iterable<WindowResult>): { records: number; bytes: number } {
  const sum = { records: 0, bytes: 0 };
  for (const { records, bytes } of windows) {
    sum.records += records;
    sum.bytes += bytes;
  }
  return sum;
}
