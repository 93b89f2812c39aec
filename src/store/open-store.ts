/** The one place that knows which kinds of store there are. */
import type { Destination } from './destination.ts';
import { createFileStore } from './file/file-store.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** For `file:` destinations: mode of all files, default 0o600. */
  readonly fileMode?: number | undefined;
}

/** Touches neither disk nor network: a fault shows at the first call. */
export function openStore(destination: Destination, options: StoreOptions = {}): Store {
  return createFileStore({ root: destination.root, fileMode: options.fileMode });
}
