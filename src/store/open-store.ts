/** The one place that knows which kinds of store there are. */
import { isMissingPackage } from '../domain/missing-package.ts';
import type { Destination, S3Destination } from './destination.ts';
import { createFileStore } from './file/file-store.ts';
import type { S3Options } from './s3/options.ts';
import { StoreError } from './store-error.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** For `file:` destinations: mode of all files, default 0o600. */
  readonly fileMode?: number | undefined;
  /** For `s3:` destinations. */
  readonly s3?: S3Options | undefined;
}

/** Touches neither disk nor network: a fault shows at the first call. Throws `StoreError` without AWS's SDK. */
export async function openStore(
  destination: Destination,
  options: StoreOptions = {},
): Promise<Store> {
  if (destination.kind === 's3') return openS3Store(destination, options.s3);
  return createFileStore({ root: destination.root, fileMode: options.fileMode });
}

/** AWS's SDK, its way to undici included, is large and optional: who keeps files in a folder never loads it. */
async function openS3Store(destination: S3Destination, options: S3Options = {}): Promise<Store> {
  try {
    const { createS3Store } = await import('./s3/s3-store.ts');
    return createS3Store(destination, options);
  } catch (cause) {
    if (!['@aws-sdk/', '@smithy/'].some((scope) => isMissingPackage(cause, scope))) throw cause;
    throw new StoreError(
      'An s3:// destination needs AWS’s SDK, which is not installed here. Run: npm install @aws-sdk/client-s3 @smithy/undici-http-handler',
      { code: 'NO_SDK', path: '.', retryable: false, cause },
    );
  }
}
