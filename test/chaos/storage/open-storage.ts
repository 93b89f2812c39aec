import type { Storage, StorageOptions } from '../storage.ts';
import { openBucketStorage } from './bucket.ts';
import { openFolderStorage } from './folder.ts';
import type { StorageKind } from './kinds.ts';

export function openStorage(kind: StorageKind, options: StorageOptions): Promise<Storage> {
  return kind === 's3' ? openBucketStorage(options) : openFolderStorage(options);
}
