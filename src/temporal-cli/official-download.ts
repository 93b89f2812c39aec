import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './run-command.ts';
import type { FetchContext } from './search.ts';

/** For the whole download: where the site is blocked without an answer, the next way must get its turn. */
const DOWNLOAD_TIMEOUT_MS = 30_000;
const UNPACK_TIMEOUT_MS = 30_000;

/** Fetches Temporal's own archive and unpacks the executable into `folder`. Follows redirects; no retries. */
export async function downloadOfficialArchive(
  url: string,
  executableName: string,
  folder: string,
  { env, signal }: FetchContext,
): Promise<string> {
  const archive = join(folder, 'official.tar.gz');
  await download(url, archive, signal);
  await runCommand('tar', ['-xzf', archive, '-C', folder, executableName], {
    env,
    signal,
    timeoutMs: UNPACK_TIMEOUT_MS,
  });
  return join(folder, executableName);
}

async function download(
  url: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const timeout = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    if (!response.ok || response.body === null) {
      throw new Error(`${new URL(url).host} answered ${response.status}`);
    }
    await pipeline(Readable.fromWeb(response.body), createWriteStream(target));
  } catch (error) {
    throw new Error(describe(error), { cause: error });
  }
}

/** `fetch failed` says nothing: what failed is in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no complete answer in ${DOWNLOAD_TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
