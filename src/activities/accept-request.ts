/** A request as a worker takes it, whichever way it came. */
import { ApplicationFailure } from '@temporalio/common';
import { formatFaults } from '../interface/fault.ts';
import { FAILURE, UNDECODABLE_MEMBER } from '../interface/names.ts';
import { type AcceptedRequest, parseRequest } from '../interface/request.ts';

/**
 * Throws an `InvalidRequest` with every fault, which the details hold as a list, or a `WorkerTooOld` that heals by an
 * upgrade.
 */
export function acceptRequest(
  request: unknown,
  known: { readonly referenceTime: Date; readonly instances: readonly string[] },
): AcceptedRequest {
  refuseUndecodable(request);
  const parsed = parseRequest(request, known);
  if (parsed.ok) return parsed;
  if ('newerVersion' in parsed) {
    throw ApplicationFailure.retryable(
      `The request is of version ${parsed.newerVersion}; this worker knows version 1. ` +
        'Upgrade the workers of this task queue; a run that waits for it then goes on by itself.',
      FAILURE.workerTooOld,
    );
  }
  throw ApplicationFailure.nonRetryable(
    formatFaults(parsed.faults),
    FAILURE.invalidRequest,
    parsed.faults,
  );
}

/** The worker's payload converter puts this in the place of what it could not decode. */
function refuseUndecodable(request: unknown): void {
  if (typeof request !== 'object' || request === null) return;
  const reason: unknown = Object.getOwnPropertyDescriptor(request, UNDECODABLE_MEMBER)?.value;
  if (typeof reason !== 'string') return;
  throw ApplicationFailure.nonRetryable(
    `The input could not be decoded: ${reason}. Send one JSON object with the encoding json/plain.`,
    FAILURE.invalidRequest,
  );
}
