/** What may be a key: everything that becomes a path is checked here first. */
import { InvalidKeyError } from './store.ts';

/** Folder of unpublished bytes, in a dataset or in the store's root. Never listed. */
export const STAGING = '.staging';
/** Folder of documents that are being written, in a store's root. Never listed. */
export const TEMPORARY = `${STAGING}/tmp`;
/** Folder of a store's own notes about replaced documents, beside them. Never listed. */
export const GENERATIONS = '.generations';
/** The store's id, in its root. Never listed. */
export const STORE_ID_KEY = '.store.json';

const SEGMENT = /^[A-Za-z0-9._-]{1,255}$/;
const RUN = /^[A-Za-z0-9-]{1,200}$/;

/** True for a segment that may stand in a key. */
export function isSegment(text: string): boolean {
  return SEGMENT.test(text) && text !== '.' && text !== '..';
}

/** Checks any key, staged ones included. Throws `InvalidKeyError`. */
export function checkKey(key: string): string {
  if (!key.split('/').every(isSegment)) {
    throw new InvalidKeyError(
      `Not a key of this store: ${JSON.stringify(key)}. Segments are made of letters, digits, ".", "_" and "-", ` +
        'joined by "/", and are neither "." nor "..".',
    );
  }
  return key;
}

/** Checks the key of a document or a published file. Throws `InvalidKeyError` for the store's own folders too. */
export function checkPublicKey(key: string): string {
  if (isHidden(checkKey(key))) {
    throw new InvalidKeyError(`${JSON.stringify(key)} belongs to the store itself.`);
  }
  return key;
}

/** Checks that a key lies in a staging folder. Throws `InvalidKeyError`. */
export function checkStagingKey(key: string): string {
  // The last segment is the thing staged: `.staging` itself may neither be read nor discarded as a whole.
  if (!checkKey(key).split('/').slice(0, -1).includes(STAGING)) {
    throw new InvalidKeyError(`${JSON.stringify(key)} does not lie in a ${STAGING} folder.`);
  }
  return key;
}

/** Checks a listing's prefix: a key, or the beginning of one, or nothing. Throws `InvalidKeyError`. */
export function checkPrefix(prefix: string): string {
  const folders = prefix.split('/').slice(0, -1);
  const rest = prefix.split('/').at(-1) ?? '';
  if (!folders.every(isSegment) || !/^[A-Za-z0-9._-]*$/.test(rest)) {
    throw new InvalidKeyError(`Not the beginning of a key: ${JSON.stringify(prefix)}`);
  }
  return prefix;
}

/** Checks the id of a window run, which becomes part of a file name. Throws `InvalidKeyError`. */
export function checkRun(run: string): string {
  if (!RUN.test(run)) {
    throw new InvalidKeyError(
      `Not the id of a run (letters, digits and "-"): ${JSON.stringify(run)}`,
    );
  }
  return run;
}

/** True for what `list` leaves out: staging, and what the store keeps for itself. */
export function isHidden(key: string): boolean {
  const segments = key.split('/');
  return key === STORE_ID_KEY || segments.includes(STAGING) || segments.includes(GENERATIONS);
}
