import { writeFile } from 'node:fs/promises';
import { messageOf } from '../../domain/message-of.ts';
import { formatFaults } from '../../interface/fault.ts';
import type { Fault } from '../../interface/fault.ts';
import { parseRequest } from '../../interface/request.ts';
import { parseSchedule } from '../../interface/schedule.ts';
import { commandLine, shellWord } from '../context.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';
import { byFlag } from '../read-request.ts';
import { requestFromFlags } from '../request-flags.ts';
import type { RequestFlags } from '../request-flags.ts';
import { lastMonth, requestFile } from './request-file.ts';
import { scheduleFile, scheduleObject } from './schedule-file.ts';

export interface InitFlags extends RequestFlags, OutputOptions {
  readonly file: string;
  readonly force?: boolean;
}

export interface InitScheduleFlags extends InitFlags {
  readonly id: string;
}

/** What `init request` does. */
export async function initRequestAction(context: CliContext, flags: InitFlags): Promise<ExitCode> {
  const request = requestOf(flags, new Date());
  const parsed = parseRequest(request, { referenceTime: new Date() });
  if (!parsed.ok) refuse('faults' in parsed ? parsed.faults : []);
  const { file } = flags;
  const start = `start --file ${shellWord(file)}`;
  return put(context, flags, 'request', requestFile(request), [
    `${start} --dry-run`,
    `${start} --wait`,
  ]);
}

/** What `init schedule` does. */
export async function initScheduleAction(
  context: CliContext,
  { id, ...flags }: InitScheduleFlags,
): Promise<ExitCode> {
  const schedule = scheduleObject(id, requestFromFlags(flags));
  const parsed = parseSchedule(schedule, { now: new Date() });
  if (!parsed.ok) refuse(parsed.faults.map(asFlag));
  const apply = `schedule apply --file ${shellWord(flags.file)}`;
  return put(context, flags, 'schedule', scheduleFile(schedule), [`${apply} --dry-run`, apply]);
}

/** Without a period: the last whole month. */
function requestOf(flags: InitFlags, now: Date): Record<string, unknown> {
  const { from, to, previous } = flags;
  if ([from, to, previous].some((flag) => flag !== undefined)) return requestFromFlags(flags);
  const { startAt, endAt } = lastMonth(now);
  return requestFromFlags({ ...flags, from: startAt, to: endAt });
}

function refuse(faults: readonly Fault[]): never {
  throw new UsageError(formatFaults(byFlag(faults), 'The command line'));
}

function asFlag(fault: Fault): Fault {
  return {
    ...fault,
    path: fault.path === 'scheduleId' ? '--id' : fault.path.replace(/^request\./, ''),
  };
}

async function put(
  { io }: CliContext,
  { file, force, output }: InitFlags,
  kind: 'request' | 'schedule',
  text: string,
  next: readonly string[],
): Promise<ExitCode> {
  if (file === '-' && output === 'json') {
    throw new UsageError('With --file - the file itself goes to stdout; leave --output out.');
  }
  if (file === '-') {
    io.out(text);
    return EXIT.done;
  }
  await write(file, text, force === true);
  const commands = next.map((command) => commandLine(io, command));
  const words = ['Edit it, then:', ...commands.map((command) => `  ${command}`)];
  printResult(io, output, { kind, file, next: commands }, `${file}\n`);
  if (output === 'text') io.note(`${words.join('\n')}\n`);
  return EXIT.done;
}

/** In one step that fails when it is there: nothing that somebody wrote is lost. */
async function write(file: string, text: string, replace: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new UsageError(
        `${file} is there already; choose another --file, or add --force to replace it.`,
      );
    }
    const reason = messageOf(error);
    throw new UsageError(`--file: ${file} cannot be written: ${reason}`, { cause: error });
  }
}
