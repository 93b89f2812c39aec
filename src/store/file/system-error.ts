/** Faults of the file system on their way out of the store. */
import { InvalidKeyError, StagingLostError } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { DISK_FAULT, REMEDIES } from './remedies.ts';

/** The code of a system error (`ENOENT`); undefined for any other value, Node's own `ERR_…` mistakes included. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** Runs a step; a system error comes out as a `StoreError` that names the key and no path of the machine. */
export async function guarded<T>(what: string, key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asStoreError(what, key, error);
  }
}

function asStoreError(what: string, key: string, error: unknown): unknown {
  const code = errorCode(error);
  const known =
    error instanceof StoreError ||
    error instanceof InvalidKeyError ||
    error instanceof StagingLostError;
  if (known || code === undefined) return error;
  const { why, remedy, retryable } = REMEDIES[code] ?? {
    ...DISK_FAULT,
    why: `the system said ${code}`,
  };
  const path = key === '' ? '.' : key;
  return new StoreError(`Could not ${what} ${path}: ${why} (${code}). ${remedy}`, {
    code,
    path,
    retryable,
    cause: error,
  });
}
