import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DevServerError } from './errors.ts';

/** Up in 0.3 s on an idle machine; a busy one with a large database file needs far longer. */
const READY_TIMEOUT_MS = 30_000;
const RETRY_MS = 50;
/** Of what the server wrote on stderr before it died. */
const SHOWN_CHARACTERS = 1_000;

/** Waits until the server's default namespace answers; gives the pid. Throws when the process dies or time is up. */
export async function connectWhenReady(child: ChildProcess, address: string): Promise<number> {
  const death = new AbortController();
  const died = deathOf(child).catch((error: unknown) => {
    death.abort(error);
    throw error;
  });
  died.catch(() => undefined); // it may die long after it was ready: that is `exited`, not a fault here
  await Promise.race([died, untilItAnswers(address, death.signal)]);
  if (child.pid === undefined) throw new DevServerError('The dev server has no process id.');
  return child.pid;
}

async function deathOf(child: ChildProcess): Promise<never> {
  let output = '';
  child.stderr?.on('data', (text: string) => (output = (output + text).slice(-SHOWN_CHARACTERS)));
  return new Promise((_resolve, reject) => {
    child.once('error', (error) =>
      reject(new DevServerError(`The dev server could not be started: ${error.message}`)),
    );
    child.once('close', (code, signal) =>
      reject(
        new DevServerError(
          `The dev server ended (${signal ?? `exit code ${String(code)}`}) before it answered. ` +
            `It wrote: ${output.trim() || 'nothing'}`,
        ),
      ),
    );
  });
}

async function untilItAnswers(address: string, died: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let lastError: unknown;
  while (Date.now() < deadline && !died.aborted) {
    try {
      await askNamespace(address);
      return;
    } catch (error) {
      lastError = error;
      await sleep(RETRY_MS);
    }
  }
  throw new DevServerError(
    `The dev server at ${address} did not answer within ${READY_TIMEOUT_MS / 1000} s: ${String(lastError)}`,
  );
}

async function askNamespace(address: string): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 1_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}
