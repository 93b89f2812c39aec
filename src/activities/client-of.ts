import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../interface/names.ts';
import type { RunContext } from '../interface/steps.ts';
import type { MarketoClient } from '../marketo/types.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * The client of the run's own instance, and of no other. `resolveRequest` was carried out by a worker that knows the
 * instance, so one that does not has an older configuration: somebody will put that right, and the run waits.
 */
export function clientOf(
  { marketo, hostName }: Pick<Dependencies, 'marketo' | 'hostName'>,
  { request: { instance } }: Pick<RunContext, 'request'>,
): MarketoClient {
  const client = marketo.get(instance);
  if (client !== undefined) return client;
  throw ApplicationFailure.create({
    type: FAILURE.unknownInstance,
    nonRetryable: false,
    message:
      `This run belongs to the Marketo instance ${instance}; the worker on ${hostName} knows ` +
      `${marketo.names.join(', ')}. Give every worker of this task queue the same instances ` +
      '(MARKETO_INSTANCES_FILE) and restart it; the run then goes on by itself.',
  });
}
