/**
 * A folder as a store: on a local disk or on a mount that all workers of a queue see. The file system must have hard
 * links. Writes are durable (fsync) when a call returns.
 */
import { pathToFileURL } from 'node:url';
import {
  changedMs,
  discardStaged,
  fileSize,
  publishStaged,
  readFileChunks,
  readStaged,
} from './bytes.ts';
import { putDocumentIfAbsent, readDocument } from './documents.ts';
import { replaceDocumentIfNewer } from './generations.ts';
import { listFolders, listKeys, listStagedParts, listTemporary } from './list.ts';
import { removeFile, removeStaged } from './remove.ts';
import { createFileRoot } from './root.ts';
import { openFileStage } from './stage.ts';
import { storeIdentity } from '../identity.ts';
import { checkKey, checkPrefix, checkPublicKey, checkStagingKey, TEMPORARY } from '../keys.ts';
import { guarded } from './system-error.ts';
import type { Store } from '../store.ts';

export interface FileStoreOptions {
  /** Absolute path of the folder; made at the first write. */
  readonly root: string;
  /** Mode of all files, whatever the umask; who may read a file may enter its folder. Default 0o600. */
  readonly fileMode?: number | undefined;
}

/** Throws `RangeError` on a relative root or a useless mode; touches no disk. */
export function createFileStore(options: FileStoreOptions): Store {
  const root = createFileRoot(options.root, options.fileMode ?? 0o600);
  const uri = pathToFileURL(root.path).href.replace(/\/$/, '');
  const own = {
    read: (key: string) => readDocument(root, key),
    putIfAbsent: (key: string, body: Uint8Array) => putDocumentIfAbsent(root, key, body),
  };
  return {
    uri,
    uriOf: (key) => `${uri}/${checkKey(key)}`,
    identity: ({ create }) => guarded('identify', '', () => storeIdentity(own, create)),
    read: (key) => guarded('read', key, () => readDocument(root, checkPublicKey(key))),
    putIfAbsent: (key, body) =>
      guarded('write', key, () => putDocumentIfAbsent(root, checkPublicKey(key), body)),
    replaceIfNewer: (key, body, generation) =>
      guarded('write', key, () =>
        replaceDocumentIfNewer(root, checkPublicKey(key), body, generation),
      ),
    list: (prefix) => guarded('list', prefix, () => listKeys(root, checkPrefix(prefix))),
    folders: (folder) => guarded('list', folder, () => listFolders(root, checkKey(folder))),
    size: (key) => guarded('look at', key, () => fileSize(root, checkPublicKey(key))),
    openRead: (key) => guarded('read', key, () => readFileChunks(root, checkPublicKey(key))),
    changedMs: (key) => guarded('look at', key, () => changedMs(root, checkPublicKey(key))),
    remove: (key) => guarded('remove', key, () => removeFile(root, checkPublicKey(key))),
    openStage: (place, opening) =>
      guarded('stage into', place.folder, () => openFileStage(root, place, opening)),
    readStage: async (name) => ({
      body: await guarded('read', name, () => readStaged(root, name)),
    }),
    preparePublish: ({ name }, key) => {
      checkStagingKey(name);
      checkPublicKey(key);
      return undefined; // to rename a file takes no time
    },
    discardPrepared: (key) =>
      guarded('discard', key, () => Promise.resolve(void checkPublicKey(key))),
    publishStage: (name, key) => guarded('publish', key, () => publishStaged(root, name, key)),
    discardStage: (folder) => guarded('discard', folder, () => discardStaged(root, folder)),
    listStaged: (folder) => guarded('list', folder, () => listStagedParts(root, checkKey(folder))),
    listTemporary: () => guarded('list', TEMPORARY, () => listTemporary(root)),
    removeStaged: (key) => guarded('remove', key, () => removeStaged(root, checkStagingKey(key))),
  };
}
