import { extractResult } from '../client/extract-result.ts';
import type { ExtractProgress } from '../client/progress.ts';
import { readProgress } from '../client/read-progress.ts';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { outcomeObject } from './output/outcome-object.ts';
import { outcomeText } from './output/outcome-text.ts';
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
    const progress = await readProgress(session.client, workflowId);
    const text =
      progress.state === 'running'
        ? running(context, session, progress, output)
        : await ended(session, workflowId, output);
    context.io.out(text);
    return EXIT.done;
  });
}

function running(
  { io }: CliContext,
  session: Session,
  progress: ExtractProgress,
  output: 'text' | 'json',
): string {
  const uiUrl = uiUrlOf(progress, session);
  if (output === 'json') return `${JSON.stringify({ ...statusObject(progress), uiUrl })}\n`;
  return statusText(progress, { uiUrl, startWorker: commandLine(io, 'worker') });
}

async function ended(
  { client }: Session,
  workflowId: string,
  output: 'text' | 'json',
): Promise<string> {
  const outcome = await extractResult(client, workflowId);
  return output === 'json' ? `${JSON.stringify(outcomeObject(outcome))}\n` : outcomeText(outcome);
}
