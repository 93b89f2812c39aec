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
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await read();
      if (answer !== undefined) return answer;
    } catch (error) {
      lastError = error;
    }
    await sleep(50);
  }
  throw new Error(`Did not happen within ${timeoutMs} ms: ${what}`, { cause: lastError });
}
