/** Faults of a bucket on their way out of the store. */
import { S3ServiceException } from '@aws-sdk/client-s3';
import { StoreError } from '../store-error.ts';
import { InvalidKeyError, StagingLostError } from '../store.ts';
import type { S3Bucket } from './bucket.ts';
import { isFaultCode, remedyFor } from './remedies.ts';

/** Runs a step; whatever S3, its SDK or the network says comes out as a `StoreError` in our words. */
export async function guarded<T>(
  bucket: S3Bucket,
  what: string,
  key: string,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asStoreError(bucket, what, key, error);
  }
}

/** True for an answer of S3 with one of these error codes, or with this status and no code: a HEAD has no body. */
export function isAnswer(error: unknown, status: number, ...codes: readonly string[]): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return codes.includes(error.name) || (isBare(error) && statusOf(error) === status);
}

/** The thing asked for is not there; a bucket that is not there is another matter. */
export function isAbsent(error: unknown): boolean {
  return isAnswer(error, 404, 'NoSuchKey', 'NotFound');
}

/** The upload that the call is about was ended, by somebody or by itself. */
export function isUploadEnded(error: unknown): boolean {
  return isAnswer(error, 404, 'NoSuchUpload');
}

/** A condition of the call did not hold: somebody was faster. */
export function isOutrun(error: unknown): boolean {
  return isAnswer(error, 412, 'PreconditionFailed', 'ConditionalRequestConflict');
}

/** What an answer of S3 must have: it throws `StoreError` when it has none. */
export function requireText(text: string | undefined, what: string): string {
  if (text !== undefined) return text;
  throw new StoreError(`The store answered without ${what}. Check that it is an S3 store.`, {
    code: 'BAD_ANSWER',
    path: '.',
    retryable: true,
  });
}

function asStoreError(bucket: S3Bucket, what: string, key: string, error: unknown): unknown {
  const known =
    error instanceof StoreError ||
    error instanceof InvalidKeyError ||
    error instanceof StagingLostError;
  const code = known ? undefined : codeOf(error);
  if (code === undefined) return error;
  const { why, remedy, retryable } = remedyFor(code, bucket.name, regionOf(error));
  const path = key === '' ? '.' : key;
  return new StoreError(`Could not ${what} ${path}: ${why} (${code}). ${remedy}`, {
    code,
    path,
    retryable,
    cause: error,
  });
}

/** Undefined for a mistake in the program. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof S3ServiceException) {
    return isBare(error) ? `HTTP ${statusOf(error) ?? 'without a status'}` : error.name;
  }
  if (NAMED_FAULTS.has(error.name)) return error.name;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return isFaultCode(code) ? code : nestedCode(error);
}

/** `HTTPParserError` has no code. */
const NAMED_FAULTS = new Set(['CredentialsProviderError', 'TimeoutError', 'HTTPParserError']);

/** The SDK's chain of credentials asks other services, whose refusals come as their own kinds of exception. */
function nestedCode(error: Error): string | undefined {
  return '$fault' in error && '$metadata' in error ? error.name : undefined;
}

function isBare(error: S3ServiceException): boolean {
  return (
    !/^[A-Z][A-Za-z0-9]*$/.test(error.name) ||
    /^(Unknown|UnknownError|S3ServiceException|Error)$/.test(error.name)
  );
}

function statusOf(error: S3ServiceException): number | undefined {
  return error.$metadata.httpStatusCode;
}

function regionOf(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const headers: unknown = error.$response?.headers;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const region: unknown = Object.getOwnPropertyDescriptor(headers, 'x-amz-bucket-region')?.value;
  return typeof region === 'string' ? region : undefined;
}
