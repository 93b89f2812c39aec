/** The JSON calls of bulk activity extract (contract §2) and of activity types (§5). */
import { unusable } from './answer-text.ts';
import { parseActivityType } from './activity-type.ts';
import { callAuthorized, type CallDeps } from './authorized-call.ts';
import { readEnvelope, type Envelope } from './envelope.ts';
import { parseExportJob } from './export-job.ts';
import type { CallClass } from './limiter.ts';
import type { Call, HttpAnswer, HttpRequest } from './transport.ts';
import type { ActivityType, Answer, CreateExportBody, ExportJob } from './types.ts';

export const ACTIVITIES = '/bulk/v1/activities';
/** Default and maximum of Marketo. */
const LIST_BATCH = '300';

/** Path of one export's call, e.g. `exportPath(id, 'status')`. */
export function exportPath(exportId: string, call: 'enqueue' | 'status' | 'cancel' | 'file') {
  return `${ACTIVITIES}/export/${encodeURIComponent(exportId)}/${call}.json`;
}

export async function createExport(deps: CallDeps, body: CreateExportBody, call: Call) {
  const request: HttpRequest = {
    method: 'POST',
    path: `${ACTIVITIES}/export/create.json`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return oneJob(deps, 'call', request, call);
}

/** `enqueue`, `status` or `cancel`; the answer must be about that very export. */
export async function aboutExport(
  deps: CallDeps,
  exportId: string,
  what: 'enqueue' | 'status' | 'cancel',
  call: Call,
): Promise<Answer<ExportJob>> {
  const method = what === 'status' ? 'GET' : 'POST';
  const callClass = what === 'cancel' ? 'cancel' : 'call';
  return oneJob(deps, callClass, { method, path: exportPath(exportId, what) }, call, exportId);
}

async function oneJob(
  deps: CallDeps,
  callClass: CallClass,
  request: HttpRequest,
  call: Call,
  expectedId?: string,
): Promise<Answer<ExportJob>> {
  return callJson(deps, callClass, request, call, (envelope, answer) => {
    const value = parseExportJob(envelope.result?.[0]);
    if (value === undefined) {
      throw unusable(
        'reported success without a job that has an exportId and a status',
        answer,
        call,
      );
    }
    if (expectedId !== undefined && value.exportId.toLowerCase() !== expectedId.toLowerCase()) {
      throw unusable('answered about another export', answer, call);
    }
    return { value, serverTimeMs: answer.serverTimeMs };
  });
}

/** Page by page, as the caller reads. */
export async function* listExports(
  deps: CallDeps,
  status: readonly string[],
  call: Call,
): AsyncGenerator<ExportJob, void, undefined> {
  const seen = new Set<string>();
  let nextPageToken: string | undefined;
  do {
    const query = {
      batchSize: LIST_BATCH,
      ...(status.length === 0 ? {} : { status: status.join(',') }),
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    };
    const request: HttpRequest = { method: 'GET', path: `${ACTIVITIES}/export.json`, query };
    const page = await callJson(deps, 'call', request, call, (envelope, answer) => {
      const next = envelope.nextPageToken ?? undefined;
      if (next !== undefined && seen.has(next)) {
        throw unusable('repeats a page of the list', answer, call);
      }
      // Marketo leaves out members that are empty: no `result` is a list without jobs.
      return { jobs: parseAll(envelope.result ?? [], parseExportJob, answer, call), next };
    });
    yield* page.jobs;
    nextPageToken = page.next;
    if (nextPageToken !== undefined) seen.add(nextPageToken);
  } while (nextPageToken !== undefined);
}

export async function activityTypes(deps: CallDeps, call: Call): Promise<readonly ActivityType[]> {
  const request: HttpRequest = { method: 'GET', path: '/rest/v1/activities/types.json' };
  return callJson(deps, 'call', request, call, (envelope, answer) => {
    if (envelope.result == null) throw unusable('sent no result', answer, call);
    return parseAll(envelope.result, parseActivityType, answer, call);
  });
}

function parseAll<T>(
  elements: readonly unknown[],
  parse: (json: unknown) => T | undefined,
  answer: HttpAnswer,
  call: Call,
): T[] {
  return elements.map((element) => {
    const parsed = parse(element);
    if (parsed === undefined) throw unusable('sent an element of unknown shape', answer, call);
    return parsed;
  });
}

async function callJson<T>(
  deps: CallDeps,
  callClass: CallClass,
  request: HttpRequest,
  call: Call,
  pick: (envelope: Envelope, answer: HttpAnswer) => T,
): Promise<T> {
  return callAuthorized(deps, {
    callClass,
    request,
    call,
    read: async (answer, reading, slot) => {
      const picked = pick(await readEnvelope(answer, reading), answer);
      slot.release();
      return picked;
    },
  });
}
