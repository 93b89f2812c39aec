import { acceptSchedule, applySchedule } from '../../client/schedules/apply.ts';
import { InvalidScheduleError } from '../../client/schedules/errors.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { refuseRequest } from '../mixed-up-files.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';
import { scheduleUiUrl } from '../output/ui-url.ts';
import { readJsonFile } from '../json-file.ts';
import type { JsonFile } from '../json-file.ts';
import { taskQueueOf, withTemporal } from '../session.ts';
import { appliedText } from './applied-text.ts';

export interface ApplyFlags extends OutputOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly paused?: boolean;
  readonly taskQueue?: string;
}

/** What `schedule apply` does. A wrong file is told before anything is connected to. */
export async function applyAction(context: CliContext, flags: ApplyFlags): Promise<ExitCode> {
  const { io } = context;
  const { value: file, located } = await readJsonFile(flags.file, io, 'schedule');
  refuseRequest(file);
  refuseFaults(file, located);
  return withTemporal(context, async (session) => {
    const applied = await applySchedule(session.client, file, {
      taskQueue: await taskQueueOf(session, flags.taskQueue),
      dryRun: flags.dryRun === true,
      paused: flags.paused === true,
    });
    const uiUrl = scheduleUiUrl(applied.scheduleId, session);
    printResult(io, flags.output, { ...applied, uiUrl }, () => appliedText(io, applied, uiUrl));
    for (const warning of applied.warnings) io.err(`Warning: ${warning}\n`);
    return EXIT.done;
  });
}

function refuseFaults(file: unknown, located: JsonFile['located']): void {
  try {
    acceptSchedule(file);
  } catch (error) {
    if (!(error instanceof InvalidScheduleError)) throw error;
    throw new InvalidScheduleError(located(error.faults));
  }
}
