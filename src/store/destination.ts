/** Where exports go, as a setting says it: `file:./exports`, `file:/srv/exports`, `file:///srv/exports`. */
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Destination {
  readonly kind: 'file';
  /** Absolute path of the folder. */
  readonly root: string;
}

/** A destination that cannot be used; the message says what to write instead. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError';
}

/** Relative paths are taken from `cwd`, an absolute path. Throws `DestinationError`. */
export function parseDestination(text: string, cwd: string): Destination {
  if (/^s3:/i.test(text)) {
    throw new DestinationError(
      `${quoted(text)}: S3 is not in this version. Use a folder, such as file:./exports.`,
    );
  }
  const path = /^file:(.*)$/s.exec(text)?.[1];
  if (path === undefined) {
    throw new DestinationError(
      `${quoted(text)} is no destination. Write file: before the folder, such as file:./exports or file:/srv/exports.`,
    );
  }
  return { kind: 'file', root: path.startsWith('//') ? fromUrl(text) : fromPath(text, path, cwd) };
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
