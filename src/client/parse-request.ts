import type { Fault } from '../interface/fault.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import { deriveWorkflowId } from '../interface/workflow-id.ts';
import { acceptRequest, checkRequest } from './accept-request.ts';
import type { CheckedRequest } from './accept-request.ts';

export interface ParseOptions {
  /**
   * "Now" for the request: nothing may be asked for that lies after it, and relative periods end before it. Default: the clock
   * of this machine.
   */
  readonly referenceTime?: Date;
}

/** A request that a worker takes, as far as can be told without one, and what it means. */
export interface AcceptedExtractRequest {
  readonly ok: true;
  /** As it was given. */
  readonly request: ExtractRequest;
  /** What `startExtract` runs it under when it is given no other. Of a relative period another one each period. */
  readonly workflowId: string;
  readonly instance: string;
  readonly dataset: string;
  /** `YYYY-MM-DDThh:mm:ssZ`, both seconds included. */
  readonly period: { readonly startAt: string; readonly endAt: string };
}

export type ParsedExtractRequest =
  | AcceptedExtractRequest
  | {
      readonly ok: false;
      /** All of them, at least one. */
      readonly faults: readonly Fault[];
    };

/**
 * Checks JSON from anywhere by the rules of the worker, but for what only a worker knows: which instances there are, and which
 * query a dataset has. Never throws. Asks nobody.
 */
export function parseRequest(
  input: unknown,
  { referenceTime = new Date() }: ParseOptions = {},
): ParsedExtractRequest {
  const checked = checkRequest(input, referenceTime);
  if (!checked.ok) return checked;
  const { instance, dataset, period } = checked.request;
  const workflowId = idOf(checked);
  return { ok: true, request: checked.sent, workflowId, instance, dataset, period };
}

/**
 * The workflow id that follows from a request: `startExtract` runs it under this one, `joinExtract` finds it by it. Throws
 * `InvalidRequestError` with every fault.
 */
export function workflowIdOf(
  request: ExtractRequest,
  { referenceTime = new Date() }: ParseOptions = {},
): string {
  return idOf(acceptRequest(request, referenceTime));
}

function idOf({ request, refresh }: CheckedRequest): string {
  return deriveWorkflowId(request, refresh);
}
