import { deleteSchedule } from '../../client/schedules/control.ts';
import type { DeletedSchedule } from '../../client/schedules/control.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import type { OutputOptions } from '../options.ts';
import { formatPlural } from '../output/format.ts';
import { printResult } from '../output/print-result.ts';
import { withTemporal } from '../session.ts';

export interface DeleteFlags extends OutputOptions {
  readonly yes?: boolean;
}

/** What `schedule delete` does. A script has to say `--yes`: nobody is there to be asked. */
export async function deleteAction(
  context: CliContext,
  scheduleId: string,
  { yes, output }: DeleteFlags,
): Promise<ExitCode> {
  const { io } = context;
  if (yes !== true && !(await confirmed(io, scheduleId))) {
    throw new Error('Nothing was deleted.');
  }
  return withTemporal(context, async ({ client }) => {
    const deleted = await deleteSchedule(client, scheduleId);
    printResult(io, output, deleted, () => deletedText(deleted));
    return EXIT.done;
  });
}

function confirmed(io: CliIo, scheduleId: string): Promise<boolean> {
  if (io.confirm === undefined) {
    throw new UsageError(
      `To delete the schedule ${scheduleId} without a terminal to ask at, add --yes.`,
    );
  }
  return io.confirm(`Delete the schedule ${scheduleId}? Runs under way go on.`);
}

function deletedText({ scheduleId, running }: DeletedSchedule): string {
  const rest =
    running.length === 0
      ? ['No run is under way.']
      : [
          `${formatPlural(running.length, 'run')} under way ${running.length === 1 ? 'goes' : 'go'} on:`,
          ...running.map((workflowId) => `  ${workflowId}`),
        ];
  return `${[`Deleted schedule ${scheduleId}.`, ...rest].join('\n')}\n`;
}
