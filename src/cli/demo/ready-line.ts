import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Kept of what a process wrote, to show when it dies. */
const KEPT_LINES = 20;

/**
 * The first line on stdout that `parse` makes something of. Rejects, with its last words, when the process ends
 * before, when `signal` aborts, or after `timeoutMs`.
 */
export async function readyLine<T>(
  child: ChildProcess,
  name: string,
  parse: (line: string) => T | undefined,
  { signal, timeoutMs = 60_000 }: { readonly signal: AbortSignal; readonly timeoutMs?: number },
): Promise<T> {
  const words = keepLastLines(child);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise<T>((resolve, reject) => {
    const fail = (what: string) =>
      reject(new Error(`${name} ${what}. It wrote:\n${words.join('\n')}`));
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('close', (code, signalName) => fail(`ended (${String(signalName ?? code)})`));
    limit.addEventListener('abort', () => fail('was not ready in time'), { once: true });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const parsed = parse(line);
      if (parsed !== undefined) resolve(parsed);
    });
  });
}

function keepLastLines(child: ChildProcess): string[] {
  const kept: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
    });
  }
  return kept;
}

/** A line of JSON as an object; anything else is undefined. */
export function parseJsonLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
