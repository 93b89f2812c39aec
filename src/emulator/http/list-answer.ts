import type { JobMembers } from '../jobs/job-view.ts';
import { LIST_BATCH } from '../limits.ts';
import { envelope, type Answer } from './answer.ts';
import type { CheckedCall } from './endpoint.ts';

/** `status` may be repeated or comma-separated, in any case and with one l or two (§2.4, §2.5). */
export function listAnswer(call: CheckedCall, jobs: readonly JobMembers[]): Answer {
  const asked = call.query.getAll('status').flatMap((text) => text.split(','));
  const wanted = asked.map(plainStatus).filter((text) => text !== '');
  const shown = jobs.filter(
    (job) => wanted.length === 0 || wanted.includes(plainStatus(String(job['status']))),
  );
  const batch = Number(call.query.get('batchSize') ?? LIST_BATCH);
  const size = Number.isInteger(batch) && batch > 0 ? Math.min(batch, LIST_BATCH) : LIST_BATCH;
  const start = firstAfter(shown, call.query.get('nextPageToken'));
  const result = shown.slice(start, start + size);
  if (start + size >= shown.length) return envelope(call.nowMs, { result });
  const last = Buffer.from(String(result.at(-1)?.['exportId'])).toString('base64url');
  return envelope(call.nowMs, { result, nextPageToken: last });
}

function plainStatus(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^cancell?ed$|^cancel$/, 'cancelled');
}

/** The token is the last job shown; a job that has gone from the list meanwhile starts anew. */
function firstAfter(jobs: readonly JobMembers[], token: string | null): number {
  if (token === null || token === '') return 0;
  const last = Buffer.from(token, 'base64url').toString();
  return jobs.findIndex((job) => job['exportId'] === last) + 1;
}
