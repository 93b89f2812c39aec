/** Where exports go, as a setting says it: `file:./exports`, `file:///srv/exports`, `s3://bucket/prefix`. */
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSegment } from './keys.ts';

export type Destination = FileDestination | S3Destination;

export interface FileDestination {
  readonly kind: 'file';
  /** Absolute path of the folder. */
  readonly root: string;
}

export interface S3Destination {
  readonly kind: 's3';
  readonly bucket: string;
  /** `''`, or segments joined by `/`, without one at either end. */
  readonly prefix: string;
}

/** A destination that cannot be used; the message says what to write instead. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError';
}

/** Relative paths are taken from `cwd`, an absolute path. Throws `DestinationError`. */
export function parseDestination(text: string, cwd: string): Destination {
  if (/^s3:/i.test(text)) return fromS3(text);
  const path = /^file:(.*)$/s.exec(text)?.[1];
  if (path === undefined) {
    throw new DestinationError(
      `${quoted(text)} is no destination. Write file: before a folder, such as file:./exports or file:/srv/exports, ` +
        'or name a bucket, such as s3://my-bucket/marketo.',
    );
  }
  return { kind: 'file', root: path.startsWith('//') ? fromUrl(text) : fromPath(text, path, cwd) };
}

/** By AWS's rules for names of general purpose buckets; underscores and capitals are of stores that allow them. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/;
/** AWS allows 1,024 bytes for a key. The longest of ours, of a staged part, has less than 600. */
const MAX_PREFIX = 400;

function fromS3(text: string): S3Destination {
  const [, bucket, path = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
  if (bucket === undefined || !BUCKET.test(bucket)) {
    throw new DestinationError(
      `${quoted(text)} names no bucket. Write s3://my-bucket or s3://my-bucket/prefix; the name of a bucket has 3 to 63 ` +
        'letters, digits, dots and hyphens.',
    );
  }
  const prefix = path.replace(/\/$/, '');
  if (prefix.length > MAX_PREFIX || (prefix !== '' && !prefix.split('/').every(isSegment))) {
    throw new DestinationError(
      `${quoted(text)}: the prefix is made of letters, digits, ".", "_" and "-", joined by "/", and has at most ` +
        `${MAX_PREFIX} characters.`,
    );
  }
  return { kind: 's3', bucket, prefix };
}

/** By hand: `new URL('file:./exports')` is `file:///exports`. */
function fromPath(text: string, path: string, cwd: string): string {
  if (path === '' || path.includes('\0')) {
    throw new DestinationError(`${quoted(text)} names no folder. Write file:./exports, for one.`);
  }
  if (path.startsWith('~')) {
    throw new DestinationError(
      `${quoted(text)}: "~" is the shell’s word for the home folder. Write the folder out.`,
    );
  }
  if (!isAbsolute(cwd)) throw new RangeError(`The working folder is an absolute path, got ${cwd}`);
  return resolve(cwd, path);
}

function fromUrl(text: string): string {
  try {
    return resolve(fileURLToPath(text));
  } catch (cause) {
    throw new DestinationError(
      `${quoted(text)} names no folder of this machine. Write file:///srv/exports, with three slashes.`,
      { cause },
    );
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
