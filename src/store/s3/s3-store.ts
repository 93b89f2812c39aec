/**
 * A bucket as a store: of AWS, or of any server with its conditional writes and multipart uploads. Any number of hosts
 * work on it; what one of them has sent, another goes on with.
 */
import type { S3Destination } from '../destination.ts';
import { storeIdentity } from '../identity.ts';
import { checkKey, checkPrefix, checkPublicKey, checkStagingKey, isHidden } from '../keys.ts';
import type { Store } from '../store.ts';
import { openBucket } from './bucket.ts';
import { putDocumentIfAbsent, readDocument, replaceDocumentIfNewer } from './documents.ts';
import { guarded } from './faults.ts';
import { listObjects, listPrefixes, lookAt, readObject, removeObject } from './objects.ts';
import type { S3Options } from './options.ts';
import { prepareCopy, publishStaged } from './publish.ts';
import { openS3Stage } from './stage.ts';
import { discardStaged, listCopies, listStagedParts, readStaged, removeStaged } from './staged.ts';
import { abortUploadsOf } from './uploads.ts';

/** Touches no network: a fault shows at the first call. */
export function createS3Store(destination: S3Destination, options: S3Options = {}): Store {
  const bucket = openBucket(destination, options);
  const uri = `s3://${bucket.name}/${bucket.prefix}`.replace(/\/$/, '');
  const own = {
    read: (key: string) => readDocument(bucket, key),
    putIfAbsent: (key: string, body: Uint8Array) => putDocumentIfAbsent(bucket, key, body),
  };
  /** `what` could not be done with `key`, when it fails. */
  const safely = <T>(what: string, key: string, step: () => Promise<T>) =>
    guarded(bucket, what, key, async () => step());
  return {
    uri,
    uriOf: (key) => `${uri}/${checkKey(key)}`,
    identity: ({ create }) => safely('identify', '', () => storeIdentity(own, create)),
    read: (key) => safely('read', key, () => readDocument(bucket, checkPublicKey(key))),
    putIfAbsent: (key, body) =>
      safely('write', key, () => putDocumentIfAbsent(bucket, checkPublicKey(key), body)),
    replaceIfNewer: (key, body, generation) =>
      safely('write', key, () =>
        replaceDocumentIfNewer(bucket, checkPublicKey(key), body, generation),
      ),
    list: (prefix) =>
      safely('list', prefix, async () => {
        const objects = await listObjects(bucket, checkPrefix(prefix));
        return objects
          .map(({ key }) => key)
          .filter(isListed)
          .sort();
      }),
    folders: (folder) =>
      safely('list', folder, async () => {
        const names = await listPrefixes(bucket, checkKey(folder));
        return names.filter((name) => isListed(`${folder}/${name}`)).sort();
      }),
    size: (key) =>
      safely('look at', key, async () => (await lookAt(bucket, checkPublicKey(key)))?.bytes),
    openRead: (key) =>
      safely('read', key, async () => (await readObject(bucket, checkPublicKey(key))).body),
    changedMs: (key) =>
      safely('look at', key, async () => (await lookAt(bucket, checkPublicKey(key)))?.changedMs),
    remove: (key) => safely('remove', key, () => removeObject(bucket, checkPublicKey(key))),
    openStage: (place, opening) =>
      safely('stage into', place.folder, () => openS3Stage(bucket, place, opening)),
    readStage: (name) => safely('read', name, () => readStaged(bucket, checkStagingKey(name))),
    preparePublish: (staged, key, options) => {
      checkStagingKey(staged.name);
      return prepareCopy(bucket, staged, checkPublicKey(key), options);
    },
    discardPrepared: (key) =>
      safely('discard', key, () => abortUploadsOf(bucket, checkPublicKey(key))),
    publishStage: (name, key, facts) =>
      safely('publish', key, () =>
        publishStaged(bucket, checkStagingKey(name), checkPublicKey(key), facts),
      ),
    discardStage: (folder) =>
      safely('discard', folder, () => discardStaged(bucket, checkStagingKey(folder))),
    listStaged: (folder) => safely('list', folder, () => listStagedParts(bucket, checkKey(folder))),
    listTemporary: () => safely('list', '', () => listCopies(bucket)),
    removeStaged: (key) => safely('remove', key, () => removeStaged(bucket, checkStagingKey(key))),
  };
}

/** What somebody else put into the bucket under a name that is none of ours is passed over. */
function isListed(key: string): boolean {
  return !isHidden(key) && isKey(key);
}

function isKey(key: string): boolean {
  try {
    return checkKey(key) === key;
  } catch {
    return false;
  }
}
