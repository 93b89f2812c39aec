import type { EmulatorParts } from '../emulator.ts';
import type { JobOwner } from '../jobs/job.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { JobMembers } from '../jobs/job-view.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { Switches } from '../switches.ts';
import { envelope } from './answer.ts';
import type { CheckedCall, Endpoint, Work } from './endpoint.ts';
import { fileAnswer } from './file-answer.ts';
import { jsonBody } from './json-body.ts';
import { listAnswer } from './list-answer.ts';

type BulkOperation = 'create' | 'enqueue' | 'status' | 'file' | 'cancel' | 'list';
type BulkWork = Readonly<Record<BulkOperation, Work>>;

/** The six calls of each bulk extract. */
export function bulkEndpoints(
  { jobs, objectTypes }: Pick<EmulatorParts, 'jobs' | 'objectTypes'>,
  switches: Switches,
): readonly Endpoint[] {
  return objectTypes.flatMap((type) => endpointsOf(type, bulkWork(type, jobs, switches)));
}

function endpointsOf({ path, permission }: ObjectType, work: BulkWork): readonly Endpoint[] {
  const at = (method: 'GET' | 'POST', rest: string, operation: BulkOperation): Endpoint => ({
    method,
    path: `${path}/export${rest}`,
    operation,
    permission,
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

function bulkWork(type: ObjectType, jobs: JobService, switches: Switches): BulkWork {
  const one = (call: CheckedCall, job: JobMembers) => envelope(call.nowMs, { result: [job] });
  // Jobs of one custom object are not those of another.
  const owner = ({ user, apiName }: CheckedCall): JobOwner => ({
    user,
    objectType: type.path.replace(':apiName', apiName),
  });
  return {
    create: (call) =>
      one(call, jobs.create(owner(call), type.request(jsonBody(call), call.apiName))),
    // Enqueue and cancel take no body; one that is sent is not looked at. [S]
    enqueue: (call) => one(call, jobs.enqueue(owner(call), call.exportId)),
    status: (call) => one(call, jobs.status(owner(call), call.exportId)),
    cancel: (call) => one(call, jobs.cancel(owner(call), call.exportId)),
    list: (call) => listAnswer(call, jobs.list(owner(call))),
    file: (call) => fileAnswer(() => jobs.file(owner(call), call.exportId), call.range, switches),
  };
}
