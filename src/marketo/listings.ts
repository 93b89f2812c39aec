/** The calls that answer with many elements: jobs (contract §2.5) and activity types (§5). */
import { parseActivityType } from './activity-type.ts';
import { unusable } from './answer-text.ts';
import type { CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { ACTIVITIES } from './export-calls.ts';
import { parseExportJob } from './export-job.ts';
import { callJson } from './json-call.ts';
import type { HttpAnswer, HttpRequest } from './transport.ts';
import type { ActivityType, ExportJob } from './types.ts';

/** Default and maximum of Marketo. */
const LIST_BATCH = '300';

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
    const page = await callJson(deps, 'call', request, call, (envelope, answer, secrets) => {
      const next = envelope.nextPageToken ?? undefined;
      if (next !== undefined && seen.has(next)) {
        throw unusable('repeats a page of the list', answer, call);
      }
      // Marketo leaves out members that are empty: no `result` is a list without jobs.
      const parse = (json: unknown) => parseExportJob(json, secrets);
      return { jobs: parseAll(envelope.result ?? [], parse, answer, call), next };
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
