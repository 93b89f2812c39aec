/** What is found of the store comes to; pure. */
import { ok, problem, skipped, warning, type Verdict } from './finding.ts';

/** Not even a small file, with what goes with it. */
const LEAST_BYTES = 10_000_000;

export interface IdentityFacts {
  readonly uri: string;
  /** Undefined: there is no store yet. */
  readonly storeId: string | undefined;
  /** `EXTRACT_STORE_ID`. */
  readonly expectedId: string | undefined;
}

export function judgeIdentity({ uri, storeId, expectedId }: IdentityFacts): Verdict {
  const facts = { uri, storeId: storeId ?? null, expectedId: expectedId ?? null };
  if (expectedId !== undefined && storeId !== expectedId) {
    const there = storeId === undefined ? 'no store' : `the store ${storeId}`;
    return problem(
      `EXTRACT_STORE_ID asks for the store ${expectedId}, but at ${uri} there is ${there}. Runs wait with WrongStore.`,
      'Mount the right volume, or correct EXTRACT_DESTINATION or EXTRACT_STORE_ID. An empty folder would be paid for anew.',
      facts,
    );
  }
  if (storeId === undefined) return ok(`${uri} is new: the first run makes a store there.`, facts);
  const pinned =
    expectedId === undefined
      ? 'EXTRACT_STORE_ID is not set, so a missing mount or another prefix would be taken for a new store'
      : 'the one of EXTRACT_STORE_ID';
  return ok(`${uri} is the store ${storeId}; ${pinned}.`, facts);
}

/** Permission bits. */
export function judgeMode(found: number, asked: number): Verdict {
  const facts = { found: octal(found), asked: octal(asked) };
  if (found === asked) return ok(`Files get the permissions ${octal(asked)}.`, facts);
  return warning(
    `Files get the permissions ${octal(found)}, not ${octal(asked)} as EXTRACT_FILE_MODE says; they hold personal data.`,
    'The file system or its mount sets permissions of its own (FAT, SMB): change the mount options, or keep others off the folder.',
    facts,
  );
}

export function judgeSpace(freeBytes: number, dailyQuotaBytes: number | undefined): Verdict {
  const facts = { freeBytes, dailyQuotaBytes: dailyQuotaBytes ?? null };
  const free = `${megabytes(freeBytes)} are free`;
  const remedy =
    'Free some space or enlarge the volume; marketo-extract prune shows what may go. Downloads wait meanwhile.';
  if (freeBytes < LEAST_BYTES) return problem(`Only ${free}.`, remedy, facts);
  if (dailyQuotaBytes === undefined) return ok(`${free}.`, facts);
  const quota = `a day's export volume is up to ${megabytes(dailyQuotaBytes)}`;
  if (freeBytes < dailyQuotaBytes) return warning(`Only ${free}; ${quota}.`, remedy, facts);
  return ok(`${free}; ${quota}.`, facts);
}

export function noDestination(): Verdict {
  return skipped('EXTRACT_DESTINATION is wrong.');
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
