import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { InitFlags, InitScheduleFlags } from '../init/init-action.ts';
import { outputOption, requestOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract init request
  $ marketo-extract init request --from 2026-10-01T00:00:00Z --to 2026-10-31T23:59:59Z --types 1,12,13
  $ marketo-extract init schedule --id nightly --previous day --time-zone America/Chicago`;

const REQUEST_EXAMPLES = `
Examples:
  $ marketo-extract init request
  $ marketo-extract init request --previous week --types 1,12,13 --file weekly.jsonc
  $ marketo-extract init request --file - > request.jsonc

Every member is in the file, with what it means: those of the flags are set, the others are comments. Without a period it is
the last whole month in UTC.`;

const SCHEDULE_EXAMPLES = `
Examples:
  $ marketo-extract init schedule
  $ marketo-extract init schedule --id nightly --previous day --time-zone America/Chicago --types 1,12,13
  $ marketo-extract init schedule --id hourly --previous hour --file hourly.jsonc

Without flags: every day at 06:15 the last seven days, in UTC. Each run skips what is final already.`;

/** `init …`: a file to begin with. */
export function initCommand(context: CliContext): Command {
  return new Command('init')
    .summary('write a commented request or schedule file')
    .description('write a request or a schedule as a file with comments, to be edited')
    .addHelpText('after', EXAMPLES)
    .addCommand(requestCommand(context))
    .addCommand(scheduleCommand(context));
}

function requestCommand(context: CliContext): Command {
  const command = fileOptions(new Command('request'), 'request')
    .description('write a request for start --file')
    .addHelpText('after', REQUEST_EXAMPLES);
  return requestOptions(command)
    .optionsGroup('Options:')
    .addOption(outputOption())
    .action(async (flags: InitFlags) => {
      const { initRequestAction } = await import('../init/init-action.ts');
      context.exitCode = await initRequestAction(context, flags);
    });
}

function scheduleCommand(context: CliContext): Command {
  return fileOptions(new Command('schedule'), 'schedule')
    .description('write a schedule for schedule apply')
    .option('--id <schedule id>', 'its name', 'nightly')
    .option('--previous <unit>', 'what each run exports: the last whole hour, day, week or month')
    .option(
      '--count <number>',
      'how many of them (default: so many that a missed run is made up for)',
    )
    .option('--time-zone <name>', 'whose days they are, e.g. America/Chicago (default: UTC)')
    .option('--types <ids>', 'activity type ids, e.g. 1,12,13 (default: every type)')
    .option('--instance <name>', 'configured Marketo instance (default: default)')
    .option('--dataset <name>', 'ledger it belongs to (default: the name of the schedule)')
    .addOption(outputOption())
    .addHelpText('after', SCHEDULE_EXAMPLES)
    .action(async (flags: InitScheduleFlags) => {
      const { initScheduleAction } = await import('../init/init-action.ts');
      context.exitCode = await initScheduleAction(context, flags);
    });
}

function fileOptions(command: Command, name: string): Command {
  return command
    .option('-f, --file <path>', 'file to write; - for standard output', `${name}.jsonc`)
    .option('--force', 'replace a file that is there');
}
