/** Before a backfill's window buys a job: is there room for it beside other work? */
import type { WindowRun } from './window-run.ts';

/**
 * False when it had to wait: somebody may have exported the window meanwhile, so look again. Only for a window without
 * a claim, for others would wait for one that is claimed.
 */
export async function hasRoom(run: WindowRun): Promise<boolean> {
  if (run.input.run.request.backfill === undefined) return true;
  const answer = await run.activities.beforePaying.findRoom(run.input);
  switch (answer.answer) {
    case 'room':
      return true;
    case 'noRoom':
      await run.wait(answer.waitMs, answer.message, { phase: 'parked' });
      return false;
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'parked' });
      return false;
  }
}
