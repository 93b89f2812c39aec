/** The calls about one bulk export job (contract §2.2–2.4). */
import { unusable } from './answer-text.ts';
import type { CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { parseExportJob } from './export-job.ts';
import { callJson } from './json-call.ts';
import type { CallClass } from './limiter.ts';
import type { HttpRequest } from './transport.ts';
import type { Answer, CreateExportBody, ExportJob } from './types.ts';

export const ACTIVITIES = '/bulk/v1/activities';

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
  return oneJob(deps, 'call', request, { ...call, finishesOnceSent: true });
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
  const request = { method, path: exportPath(exportId, what) } as const;
  const finishesOnceSent = what === 'enqueue';
  return oneJob(deps, callClass, request, { ...call, finishesOnceSent }, exportId);
}

async function oneJob(
  deps: CallDeps,
  callClass: CallClass,
  request: HttpRequest,
  call: Call,
  expectedId?: string,
): Promise<Answer<ExportJob>> {
  return callJson(deps, callClass, request, call, (envelope, answer, secrets) => {
    const value = parseExportJob(envelope.result?.[0], secrets);
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
