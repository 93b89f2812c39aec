import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
const PATIENCE_MS = 10_000;

/**
 * A schedule takes a change over a moment after the server has said yes. Asks until `holds`, ten seconds at most, and
 * answers what was read last.
 */
export async function untilTrue<T>(
  read: () => Promise<T>,
  holds: (state: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const state = await read();
    if (holds(state) || Date.now() > deadline) return state;
    await sleep(PAUSE_MS);
  }
}
