/** The writing end of a staged file: nothing is held back beyond the chunk at hand. */
import type { FileHandle } from 'node:fs/promises';
import { StoreError } from '../store-error.ts';
import { guarded } from './system-error.ts';
import type { StagedFile } from '../store.ts';

/** `handle` was opened for appending by this attempt alone; `size` bytes are in it already. */
export function createFileStage(handle: FileHandle, name: string, size: number): StagedFile {
  let bytes = size;
  let appending = false;
  let synced = false;

  const sync = () =>
    guarded('sync', name, async () => {
      if (synced) return;
      await handle.sync();
      synced = true;
    });

  async function write(chunk: Uint8Array): Promise<void> {
    // A nearly full disk takes a part of a chunk; the rest is tried again and then says why.
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.length - done);
      done += bytesWritten;
      bytes += bytesWritten;
      if (bytesWritten === 0) throw writtenNothing(name);
    }
  }

  return {
    name,
    resumedBytes: size,
    durableBytes: () => bytes,
    async append(chunk) {
      // Two appends under way could swap their bytes.
      if (appending) throw new Error(`The append before has not finished yet: ${name}`);
      appending = true;
      synced = false;
      try {
        await guarded('write', name, () => write(chunk));
      } finally {
        appending = false;
      }
    },
    finish: sync,
    async close() {
      try {
        await sync();
      } finally {
        await handle.close();
      }
    },
  };
}

function writtenNothing(name: string): StoreError {
  return new StoreError(`Could not write ${name}: the system took no bytes. Check the volume.`, {
    code: 'EIO',
    path: name,
    retryable: true,
  });
}
