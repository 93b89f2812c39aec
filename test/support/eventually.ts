import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for what no event tells (another process's state behind a query or on a disk): asks until `read` answers
 * something, at most `timeoutMs`. The last error or a plain text says what did not come.
 */
export async function eventually<T>(
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const begun = Date.now();
  let lastError: unknown;
  while (Date.now() - begun < timeoutMs) {
    try {
      const answer = await read();
      if (answer !== undefined) return answer;
    } catch (error) {
      lastError = error;
    }
    await sleep(pauseMs(Date.now() - begun));
  }
  throw new Error(`Did not happen within ${timeoutMs} ms: ${what}`, { cause: lastError });
}

const SHORTEST_MS = 50;
const LONGEST_MS = 250;

/** A tenth of what was waited so far: many a question is work for a worker and a server, and tests run beside each other. */
function pauseMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 10, SHORTEST_MS), LONGEST_MS);
}
