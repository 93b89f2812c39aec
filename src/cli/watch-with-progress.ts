import type { Client } from '@temporalio/client';
import { extractOutcome } from '../client/extract-outcome.ts';
import type { ExtractOutcome } from '../client/extract-outcome.ts';
import { watchExtract } from '../client/watch-extract.ts';
import { commandLine } from './context.ts';
import type { CliIo } from './io.ts';
import { startDisplay } from './progress/progress-display.ts';
import { quietDisplay } from './progress/quiet-display.ts';

const LAST_LINES: Record<ExtractOutcome['status'], string> = {
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  terminated: 'Terminated',
  timedOut: 'Timed out',
};

/** Shows progress until the run ends and gives how it ended; undefined when `signal` ended the watching before. */
export async function watchWithProgress(
  io: CliIo,
  client: Client,
  workflowId: string,
  signal: AbortSignal,
): Promise<ExtractOutcome | undefined> {
  const startWorker = commandLine(io, 'worker');
  const display = io.quiet
    ? quietDisplay(io, startWorker)
    : await startDisplay({ redraw: io.errIsTty, startWorker });
  let ending = { lastLine: 'Stopped watching', success: true };
  try {
    for await (const progress of watchExtract(client, { workflowId }, { signal })) {
      display.show(progress);
    }
    if (signal.aborted) return undefined;
    const outcome = await extractOutcome(client, { workflowId });
    const { status } = outcome;
    // Somebody wanted the cancel: it is an end, and no failure.
    ending = { lastLine: LAST_LINES[status], success: ['completed', 'cancelled'].includes(status) };
    return outcome;
  } catch (error) {
    ending = { lastLine: 'Watching failed', success: false };
    throw error;
  } finally {
    await display.end(ending.lastLine, ending.success);
  }
}
