import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take over SIGTERM before it is killed. */
const GRACE_MS = 5_000;

/** Ends a child of ours: the signal, then SIGKILL after the grace. Resolves when it is gone. */
export async function stopProcess(
  child: ChildProcess,
  { signal = 'SIGTERM', graceMs = GRACE_MS }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const killer = setTimeout(() => void child.kill('SIGKILL'), graceMs);
  try {
    await gone;
  } finally {
    clearTimeout(killer);
  }
}
