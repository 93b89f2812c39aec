import { describeSchedule } from '../../client/schedules/describe.ts';
import { listSchedules } from '../../client/schedules/list.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { printResult } from '../output/print-result.ts';
import { scheduleUiUrl } from '../output/ui-url.ts';
import { withTemporal } from '../session.ts';
import { listText, showText } from './show-text.ts';

/** What `schedule list` does. */
export async function listAction(context: CliContext, output: 'text' | 'json'): Promise<ExitCode> {
  return withTemporal(context, async ({ client }) => {
    const schedules = await listSchedules(client);
    printResult(context.io, output, { schedules }, () => listText(schedules));
    return EXIT.done;
  });
}

/** What `schedule show` does. The exit code says that it could be looked at, not how its runs went. */
export async function showAction(
  context: CliContext,
  scheduleId: string,
  output: 'text' | 'json',
): Promise<ExitCode> {
  return withTemporal(context, async (session) => {
    const { io } = context;
    const described = await describeSchedule(session.client, scheduleId);
    const uiUrl = scheduleUiUrl(scheduleId, session);
    printResult(io, output, { ...described, uiUrl }, () => showText(described, uiUrl));
    for (const warning of described.warnings) io.err(`Warning: ${warning}\n`);
    return EXIT.done;
  });
}
