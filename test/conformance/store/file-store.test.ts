import { createFileStore } from '../../../src/store/file/file-store.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';
import { storeProcessConformance } from './store-processes.suite.ts';
import { storeConformance } from './store.suite.ts';

storeConformance('the file store', async () => {
  const folder = await makeTemporaryFolder();
  const open = () => createFileStore({ root: folder.path });
  const [store, again] = [open(), open()];
  return {
    store,
    again,
    blockBytes: 1,
    blocksUnderWay: 0,
    prepares: false,
    dispose: folder.remove,
  };
});

const EXTENT = { racers: 20, climbers: 6, chunks: 20 };

storeProcessConformance('the file store', EXTENT, async () => {
  const folder = await makeTemporaryFolder();
  const store = createFileStore({ root: folder.path });
  const scene = { rounds: 25, chunkBytes: 5_000, partBytes: 0 };
  const place = { destination: `file:${folder.path}`, scene };
  return { store, place, dispose: folder.remove };
});
