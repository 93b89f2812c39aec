import { describeSchedule } from '../../client/schedules/describe.ts';
import { listSchedules } from '../../client/schedules/list.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { scheduleUiUrl } from '../output/ui-url.ts';
import { withTemporal } from '../session.ts';
import { listText, showText } from './show-text.ts';

/** What `schedule list` does. */
export async function listAction(context: CliContext, output: 'text' | 'json'): Promise<ExitCode> {
  return withTemporal(context, async ({ client }) => {
    const schedules = await listSchedules(client);
    const json = `${JSON.stringify({ version: 1, schedules })}\n`;
    context.io.out(output === 'json' ? json : listText(schedules));
    return EXIT.done;
  });
}

/** What `schedule show` does. The exit code says that it could be looked at, not how its runs went. */
export async function showAction(
  { io, ...context }: CliContext,
  scheduleId: string,
  output: 'text' | 'json',
): Promise<ExitCode> {
  return withTemporal({ io, ...context }, async (session) => {
    const described = await describeSchedule(session.client, scheduleId);
    const uiUrl = scheduleUiUrl(scheduleId, session);
    const told = { version: 1, ...described, ...(uiUrl === undefined ? {} : { uiUrl }) };
    io.out(output === 'json' ? `${JSON.stringify(told)}\n` : showText(described, uiUrl));
    for (const warning of described.warnings) io.err(`Warning: ${warning}\n`);
    return EXIT.done;
  });
}
