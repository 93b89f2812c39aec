import { Command, InvalidArgumentError, Option } from 'commander';
import { durationMs } from '../../config/duration.ts';
import { GROUPS, type Group } from '../../doctor/checks.ts';
import type { CliContext } from '../context.ts';
import type { DoctorFlags } from '../doctor/doctor-action.ts';
import { outputOption, taskQueueOption } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract doctor
  $ marketo-extract doctor --only temporal,worker
  $ marketo-extract doctor --instance emea --output json

Exit codes: 0 nothing hinders an extraction, 1 at least one problem (with --strict also a warning), 2 bad usage.

It looks from this machine, with the settings of this folder. A worker on another machine has settings of its own: start
doctor there too. It makes no job, uses no export volume, and leaves nothing behind but one closed dry run. Per
instance it costs three API calls. docs/doctor.md tells of every check.`;

/** `doctor`: what hinders an extraction, and what to do about it. */
export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('check what an extraction needs, and say what to do')
    .option('--instance <name>', 'only this configured Marketo instance (default: all)')
    .addOption(
      new Option('--only <groups>', `of ${GROUPS.join(', ')}; with commas`).argParser(groups),
    )
    .addOption(
      new Option('--timeout <duration>', 'longest time of one check, 1s to 5m')
        .argParser(timeoutMs)
        .default(10_000, '10s'),
    )
    .option('--strict', 'a warning gives exit code 1 as well')
    .addOption(taskQueueOption())
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: DoctorFlags) => {
      const { doctorAction } = await import('../doctor/doctor-action.ts');
      context.exitCode = await doctorAction(context, flags);
    });
}

const READ_TIMEOUT = durationMs({ min: 1_000, max: 300_000 });

function timeoutMs(text: string): number {
  const read = READ_TIMEOUT(text);
  if (read.ok) return read.value;
  throw new InvalidArgumentError(`${read.fault}.`);
}

function groups(text: string): Group[] {
  return text.split(',').map((word) => {
    const group = GROUPS.find((name) => name === word.trim());
    if (group !== undefined) return group;
    throw new InvalidArgumentError(`Allowed are ${GROUPS.join(', ')}.`);
  });
}
