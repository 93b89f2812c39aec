import type { JobService } from '../jobs/job-service.ts';
import type { JobMembers } from '../jobs/job-view.ts';
import type { Switches } from '../switches.ts';
import { envelope } from './answer.ts';
import type { CheckedCall, Endpoint, Work } from './endpoint.ts';
import { fileAnswer } from './file-answer.ts';
import { jsonBody } from './json-body.ts';
import { listAnswer } from './list-answer.ts';

const EXPORT = '/bulk/v1/activities/export';

type BulkOperation = 'create' | 'enqueue' | 'status' | 'file' | 'cancel' | 'list';
type BulkWork = Readonly<Record<BulkOperation, Work>>;

/** The six calls of a bulk extract. */
export function bulkEndpoints(jobs: JobService, switches: Switches): readonly Endpoint[] {
  const work = bulkWork(jobs, switches);
  const at = (method: 'GET' | 'POST', path: string, operation: BulkOperation): Endpoint => ({
    method,
    path: `${EXPORT}${path}`,
    operation,
    permission: 'activity',
    work: work[operation],
  });
  return [
    at('POST', '/create.json', 'create'),
    at('POST', '/:exportId/enqueue.json', 'enqueue'),
    at('GET', '/:exportId/status.json', 'status'),
    at('GET', '/:exportId/file.json', 'file'),
    at('POST', '/:exportId/cancel.json', 'cancel'),
    at('GET', '.json', 'list'),
  ];
}

function bulkWork(jobs: JobService, switches: Switches): BulkWork {
  const one = (call: CheckedCall, job: JobMembers) => envelope(call.nowMs, { result: [job] });
  return {
    create: (call) => one(call, jobs.create(call.user, jsonBody(call))),
    // Enqueue and cancel take no body; one that is sent is not looked at. [S]
    enqueue: (call) => one(call, jobs.enqueue(call.user, call.exportId)),
    status: (call) => one(call, jobs.status(call.user, call.exportId)),
    cancel: (call) => one(call, jobs.cancel(call.user, call.exportId)),
    list: (call) => listAnswer(call, jobs.list(call.user)),
    file: (call) => fileAnswer(() => jobs.file(call.user, call.exportId), call.range, switches),
  };
}
