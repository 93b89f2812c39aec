/** Everything in a chaos run has an end, and says what it was when it did not come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';

const NOT_FOUND = 5;
/** gRPC: deadline exceeded, unavailable. */
const AWAY: readonly number[] = [4, 14];
const RETRY_MS = 500;

/** Repeats what the server, being away, could not answer. */
export async function whileServerIsAway<T>(
  what: string,
  forMs: number,
  act: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + forMs;
  for (;;) {
    try {
      return await within(what, deadline - Date.now(), act());
    } catch (error) {
      if (!isAway(error) || Date.now() + RETRY_MS > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

export async function within<T>(
  what: string | (() => string),
  ms: number,
  act: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const tooLate = sleep(Math.max(ms, 0), undefined, { signal: over.signal }).then(() => {
    const name = typeof what === 'string' ? what : what();
    throw new Error(`not done within ${Math.round(ms / 1000)} s: ${name}`);
  });
  tooLate.catch(() => undefined); // aborted when `act` was in time
  try {
    return await Promise.race([act, tooLate]);
  } finally {
    over.abort();
  }
}

function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && AWAY.includes(code);
}

/** Temporal does not know the workflow, or it is closed. */
export function isNotThere(error: unknown): boolean {
  return (
    codeOf(error) === NOT_FOUND ||
    (error instanceof Error && error.name === 'WorkflowNotFoundError')
  );
}

/** The SDK wraps some refusals. */
function codeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined;
}
