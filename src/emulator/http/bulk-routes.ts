import type { JobService } from '../jobs/job-service.ts';
import { activityTypes } from '../data/activity-types.ts';
import { catalogue, FileNotFound, MarketoError } from '../errors.ts';
import { LIST_BATCH } from '../limits.ts';
import { readRange } from '../ranges.ts';
import type { Switches } from '../switches.ts';
import type { JobMembers } from '../jobs/job-view.ts';
import { envelope, textAnswer, type Answer } from './answer.ts';

/** A call whose token and limits are checked. */
export interface CheckedCall {
  readonly user: string;
  readonly exportId: string;
  readonly nowMs: number;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly bodyText: string;
  readonly range: string | undefined;
}

/** Does the work of one operation; refusals are thrown. */
export type Work = (call: CheckedCall) => Answer;

/** The work of each operation on activities. */
export function bulkWork(jobs: JobService, switches: Switches) {
  const one = (call: CheckedCall, job: JobMembers) => envelope(call.nowMs, { result: [job] });
  return {
    create: (call: CheckedCall) => one(call, jobs.create(call.user, jsonBody(call))),
    enqueue: (call: CheckedCall) => one(call, jobs.enqueue(call.user, call.exportId)),
    status: (call: CheckedCall) => one(call, jobs.status(call.user, call.exportId)),
    cancel: (call: CheckedCall) => one(call, jobs.cancel(call.user, call.exportId)),
    list: (call: CheckedCall) => listAnswer(call, jobs.list(call.user)),
    file: (call: CheckedCall) => fileAnswer(call, jobs, switches),
    types: (call: CheckedCall) => envelope(call.nowMs, { result: typeMembers() }),
  };
}

function jsonBody(call: CheckedCall): unknown {
  if (!/^application\/json\s*(;|$)/i.test(call.contentType)) {
    throw new MarketoError(catalogue.invalidContentType);
  }
  try {
    return JSON.parse(call.bodyText);
  } catch {
    throw new MarketoError(catalogue.invalidJson);
  }
}

/** `status` may be repeated or comma-separated, in any case and with one l or two (§2.4, §2.5). */
function listAnswer(call: CheckedCall, jobs: readonly JobMembers[]): Answer {
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

function fileAnswer(call: CheckedCall, jobs: JobService, switches: Switches): Answer {
  try {
    const { file, job } = jobs.file(call.user, call.exportId);
    const total = file.figures.fileSize;
    const reading = readRange(call.range, total);
    const type = contentTypes(switches)[job.request.layout.format];
    const headers = { 'Content-Type': type, 'Accept-Ranges': 'bytes' };
    const malformed = reading.kind === 'whole' && call.range !== undefined;
    if (reading.kind === 'part') {
      const { start, end } = reading;
      const range = { 'Content-Range': `bytes ${start}-${end - 1}/${total}` };
      return {
        status: 206,
        headers: { ...headers, ...range },
        body: { file, start, end },
        errorCode: null,
      };
    }
    const refused = malformed
      ? switches.malformedRange === 'unsatisfiable'
      : reading.kind === 'unsatisfiable' && switches.badRange === 'unsatisfiable';
    if (refused) return unsatisfiable(total);
    return { status: 200, headers, body: { file, start: 0, end: total }, errorCode: null };
  } catch (error) {
    if (error instanceof FileNotFound) return textAnswer(404, error.message);
    throw error;
  }
}

function unsatisfiable(total: number): Answer {
  const answer = textAnswer(416, 'Requested range not satisfiable');
  return { ...answer, headers: { ...answer.headers, 'Content-Range': `bytes */${total}` } };
}

/** Only CSV is recorded; the others are chosen (§8 rows 15, 32). */
function contentTypes(switches: Switches) {
  return { CSV: switches.csvContentType, TSV: 'text/tab-separated-values', SSV: 'text/csv' };
}

function typeMembers(): readonly unknown[] {
  return activityTypes.map(({ id, name, apiName, primaryAttribute, attributes }) => ({
    id,
    ...(apiName === undefined ? {} : { apiName }),
    name,
    description: `Activity type ${name}`,
    ...(primaryAttribute === undefined ? {} : { primaryAttribute }),
    attributes: attributes.map((attribute) => ({
      ...(apiName === undefined ? {} : { apiName: attribute.name.toLowerCase() }),
      ...attribute,
    })),
  }));
}
