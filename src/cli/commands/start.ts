import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption, requestOptions, taskQueueOption } from '../options.ts';
import type { StartFlags } from '../start-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract start --from 2026-10-01T00:00:00Z --to 2026-10-31T23:59:59Z --types 1,12,13 --wait
  $ marketo-extract start --previous day --count 7 --time-zone America/Chicago --dry-run
  $ marketo-extract start --from 2024-01-01T00:00:00Z --to 2025-12-31T23:59:59Z --window-size P1D --backfill
  $ marketo-extract start --file request.json --dry-run
  $ cat request.json | marketo-extract start --file - --wait --output json > result.json

Both ends belong to the period and are whole seconds in UTC or with an offset. Without --id the workflow id
follows from the request, so starting the same twice joins the run that is under way.`;

/** `start`: one request through the front door. */
export function startCommand(context: CliContext): Command {
  const command = new Command('start')
    .summary('start an extraction, or join one that is under way')
    .description('start an extraction, or join the same one that is under way')
    .option('-f, --file <path>', 'request as JSON, comments allowed; - for standard input');
  return requestOptions(command)
    .optionsGroup('Starting:')
    .option('--id <workflow id>', 'workflow id (default: derived from the request)')
    .option('-w, --wait', 'show progress and wait for the result')
    .option('--dry-run', 'only show which windows would be exported, and why')
    .addOption(taskQueueOption())
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: StartFlags) => {
      const { startAction } = await import('../start-action.ts');
      context.exitCode = await startAction(context, flags);
    });
}
