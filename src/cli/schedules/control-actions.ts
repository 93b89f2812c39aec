import { backfillSchedule } from '../../client/schedules/backfill.ts';
import type { BackfillOptions } from '../../client/schedules/backfill.ts';
import { pauseSchedule, unpauseSchedule } from '../../client/schedules/control.ts';
import { triggerSchedule } from '../../client/schedules/trigger.ts';
import type { TriggeredSchedule } from '../../client/schedules/trigger.ts';
import { readInstant } from '../../interface/instant-text.ts';
import type { Overlap } from '../../interface/schedule-shape.ts';
import { commandLine, shellWord } from '../context.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import type { OutputOptions } from '../options.ts';
import { formatPlural } from '../output/format.ts';
import { scheduleUiUrl, uiUrlOf } from '../output/ui-url.ts';
import { printResult } from '../output/print-result.ts';
import { readFlags } from '../read-flags.ts';
import { withTemporal } from '../session.ts';

export interface TriggerFlags extends OutputOptions {
  readonly overlap: Overlap;
}

export interface PauseFlags extends OutputOptions {
  readonly note?: string;
}

export interface BackfillFlags extends OutputOptions, BackfillOptions {}

/** What `schedule trigger` does. */
export async function triggerAction(
  context: CliContext,
  scheduleId: string,
  { overlap, output }: TriggerFlags,
): Promise<ExitCode> {
  return withTemporal(context, async (session) => {
    const triggered = await triggerSchedule(session.client, scheduleId, { overlap });
    const uiUrl =
      triggered.outcome === 'started'
        ? uiUrlOf(triggered, session)
        : scheduleUiUrl(scheduleId, session);
    const told = { ...triggered, ...(uiUrl === undefined ? {} : { uiUrl }) };
    const link = uiUrl === undefined ? '' : `\n  UI      ${uiUrl}`;
    printResult(context.io, output, told, `${triggeredText(context.io, triggered)}${link}\n`);
    return EXIT.done;
  });
}

function triggeredText(io: CliIo, triggered: TriggeredSchedule): string {
  switch (triggered.outcome) {
    case 'started':
      return `Started: ${triggered.workflowId}\n  watch   ${commandLine(io, `watch ${shellWord(triggered.workflowId)}`)}`;
    case 'buffered':
      return 'A run is under way; this one starts when it has ended.';
    case 'skipped':
      return 'A run is under way, so by the overlap policy nothing was started.';
    case 'asked':
      return `Asked for a run; Temporal has not started it yet. ${commandLine(io, `schedule show ${shellWord(triggered.scheduleId)}`)}`;
  }
}

/** What `schedule pause` and `schedule unpause` do. */
export async function pauseAction(
  context: CliContext,
  scheduleId: string,
  pause: boolean,
  { note, output }: PauseFlags,
): Promise<ExitCode> {
  return withTemporal(context, async ({ client }) => {
    const paused = await (pause ? pauseSchedule : unpauseSchedule)(client, scheduleId, note);
    const already = paused.changed ? '' : ', as it was';
    const text = pause
      ? `${scheduleId} is paused${already} (${paused.note}). A run under way goes on.\n`
      : `${scheduleId} is active${already} (${paused.note}). The next run makes up for what was left out, as far as its count reaches.\n`;
    printResult(context.io, output, paused, text);
    return EXIT.done;
  });
}

/** What `schedule backfill` does. */
export async function backfillAction(
  context: CliContext,
  scheduleId: string,
  { output, ...options }: BackfillFlags,
): Promise<ExitCode> {
  refuseNoInstants(options);
  return withTemporal(context, async ({ client }) => {
    const backfilled = await backfillSchedule(client, scheduleId, options);
    const { runs, first, last, overlap } = backfilled;
    const order = overlap === 'BUFFER_ALL' ? 'one after the other' : 'all at once';
    const text =
      `Asked for ${formatPlural(runs, 'run')}, due ${first} to ${last}, ${order}.\n` +
      `  show    ${commandLine(context.io, `schedule show ${shellWord(scheduleId)}`)}\n`;
    printResult(context.io, output, backfilled, text);
    return EXIT.done;
  });
}

/** Before anything is connected to, both of them, by flag. */
function refuseNoInstants({ from, to }: BackfillOptions): void {
  readFlags((faults) => {
    for (const [path, read] of [
      ['from', readInstant(from, 'start')],
      ['to', readInstant(to, 'end')],
    ] as const) {
      if (!read.ok) faults.push({ path, message: read.message });
    }
  });
}
