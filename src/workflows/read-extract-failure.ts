/** What an extraction failed with, for workflows that called it as a child or through Nexus. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { Fault } from '../interface/fault.ts';
import { FAILURE } from '../interface/names.ts';
import type { FailedExtractResult } from '../interface/result.ts';

export interface ExtractFailure {
  /** A `FAILURE` type. */
  readonly type: string;
  readonly message: string;
  /** What is wrong with the request, when it is refused as `InvalidRequest`. */
  readonly faults: readonly Fault[];
  /** What was published all the same, and what was not; absent when it failed before it had windows. */
  readonly result?: FailedExtractResult;
}

const TYPES: readonly string[] = Object.values(FAILURE);

/** Undefined when the error does not come from an extraction: a cancel, a time-out, a failure of the caller's own. */
export function readExtractFailure(error: unknown): ExtractFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (!(error instanceof ApplicationFailure) || !isOurs(error.type)) {
    return readExtractFailure(error.cause);
  }
  const { type, message, details } = error;
  const [detail] = details ?? [];
  const faults = Array.isArray(detail) ? (detail as readonly Fault[]) : [];
  return { type, message, faults, ...(isFailedResult(detail) ? { result: detail } : {}) };
}

function isOurs(type: unknown): type is string {
  return typeof type === 'string' && TYPES.includes(type);
}

function isFailedResult(detail: unknown): detail is FailedExtractResult {
  if (typeof detail !== 'object' || detail === null) return false;
  const { windows, failed } = detail as Partial<FailedExtractResult>;
  return Array.isArray(windows) && Array.isArray(failed);
}
