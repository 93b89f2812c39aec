import { createFileStore } from '../../../src/store/file/file-store.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';
import { storeProcessConformance } from './store-processes.suite.ts';
import { storeConformance } from './store.suite.ts';

storeConformance('the file store', async () => {
  const folder = await makeTemporaryFolder();
  const open = () => createFileStore({ root: folder.path });
  return { store: open(), again: open(), dispose: folder.remove };
});

storeProcessConformance('the file store', async () => {
  const folder = await makeTemporaryFolder();
  const store = createFileStore({ root: folder.path });
  return { store, destination: `file:${folder.path}`, dispose: folder.remove };
});
