import { extractOutcome } from '../client/extract-outcome.ts';
import type { ExtractProgress } from '../client/progress.ts';
import { readProgress } from '../client/read-progress.ts';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { outcomeObject } from './output/outcome-object.ts';
import { outcomeText } from './output/outcome-text.ts';
import { printResult } from './output/print-result.ts';
import { statusObject, statusText } from './output/status-text.ts';
import { uiUrlOf } from './output/ui-url.ts';
import { withTemporal } from './session.ts';
import type { Session } from './session.ts';

/** What `status` does. The exit code says that the status could be had, not what it is. */
export async function statusAction(
  context: CliContext,
  workflowId: string,
  output: 'text' | 'json',
): Promise<ExitCode> {
  return withTemporal(context, async (session) => {
    const progress = await readProgress(session.client, { workflowId });
    if (progress.state === 'running') printRunning(context, session, progress, output);
    else await printEnded(context, session, workflowId, output);
    return EXIT.done;
  });
}

function printRunning(
  { io }: CliContext,
  session: Session,
  progress: ExtractProgress,
  output: 'text' | 'json',
): void {
  const uiUrl = uiUrlOf(progress, session);
  const hints = { uiUrl, startWorker: commandLine(io, 'worker') };
  printResult(io, output, { ...statusObject(progress), uiUrl }, () => statusText(progress, hints));
}

async function printEnded(
  { io }: CliContext,
  { client }: Session,
  workflowId: string,
  output: 'text' | 'json',
): Promise<void> {
  const outcome = await extractOutcome(client, { workflowId });
  printResult(io, output, outcomeObject(outcome), () => outcomeText(outcome));
}
