/** The two halves of Marketo's credentials. No message here repeats what was given: a mix-up would print the secret. */
import { readFileSync } from 'node:fs';
import { bad, good } from './reading.ts';
import type { Reading } from './reading.ts';

/** For messages about one that is missing. */
export const CREDENTIALS_ARE_SHOWN = 'Admin > LaunchPoint > View Details of the service shows it';

const MAX_SECRET_BYTES = 4_096;

/** Text that can travel in a header or a form as it is. `what` names it: `The secret`. */
export function checkCredential(text: string, what: string): Reading<string> {
  const trimmed = text.trim();
  if (trimmed === '') return bad(`${what} is empty; put in what LaunchPoint > View Details shows`);
  if (Buffer.byteLength(trimmed) > MAX_SECRET_BYTES) {
    return bad(
      `${what} is longer than ${MAX_SECRET_BYTES} bytes, so it is something else; check what was put in`,
    );
  }
  if (/^(["']).*\1$/s.test(trimmed)) {
    return bad(`${what} stands in quotes, which would be sent along; take them off`);
  }
  if (/^[\x21-\x7e]+$/.test(trimmed)) return good(trimmed);
  return bad(
    `${what} holds blanks, line breaks or other than ASCII characters; put in nothing but the value itself`,
  );
}

/** Reads, trims and checks a secret file. Its path is not repeated either: it may be the secret, put in by mistake. */
export function readSecretFile(path: string): Reading<string> {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    return bad(
      `the file that it names cannot be read (${errorCode(cause)}); name a readable file that holds the secret alone`,
    );
  }
  return checkCredential(
    content.toString('utf8').replace(/^\uFEFF/, ''),
    'the content of the file',
  );
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}

/**
 * Reads the file anew at each call, so that a rotated secret is taken up with the next token. While the file is
 * being rewritten or is gone, the last good secret stays: if it is outdated, Marketo says so.
 */
export function rotatingSecret(path: string, first: string): () => string {
  let last = first;
  return () => {
    const read = readSecretFile(path);
    if (read.ok) last = read.value;
    return last;
  };
}
