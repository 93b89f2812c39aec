import { commandLine, shellWord } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { listenForInterrupt } from './interrupt.ts';
import { outcomeObject } from './output/outcome-object.ts';
import { outcomeText } from './output/outcome-text.ts';
import { printResult } from './output/print-result.ts';
import type { Session } from './session.ts';
import { watchWithProgress } from './watch-with-progress.ts';

/** Shows progress until the run ends, then prints how it ended. Ctrl-C leaves the extraction running. */
export async function followExtract(
  context: CliContext,
  session: Session,
  workflowId: string,
  output: 'text' | 'json',
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  try {
    const outcome = await watchWithProgress(
      context.io,
      session.client,
      workflowId,
      interrupt.signal,
    );
    if (outcome === undefined) return leaveRunning(context, workflowId);
    const { io } = context;
    printResult(io, output, outcomeObject(outcome), () => outcomeText(outcome));
    return exitCodeOf(outcome);
  } finally {
    interrupt.stop();
  }
}

function leaveRunning(context: CliContext, workflowId: string): ExitCode {
  context.io.note(
    [
      'The extraction goes on without you.',
      `  watch it again:  ${commandLine(context.io, `watch ${shellWord(workflowId)}`)}`,
      `  cancel it:       ${commandLine(context.io, `cancel ${shellWord(workflowId)} --wait`)}`,
      '',
    ].join('\n'),
  );
  return EXIT.interrupted;
}
