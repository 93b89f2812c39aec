import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption, taskQueueOption } from '../options.ts';
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
  return new Command('start')
    .summary('start an extraction, or join one that is under way')
    .description('start an extraction, or join the same one that is under way')
    .option('-f, --file <path>', 'request as JSON, comments allowed; - for standard input')
    .optionsGroup('Period:')
    .option('--from <instant>', 'first second of the period, e.g. 2026-10-01T00:00:00Z')
    .option('--to <instant>', 'last second of the period, e.g. 2026-10-31T23:59:59Z')
    .option('--previous <unit>', 'instead: the last whole hour, day, week or month')
    .option('--count <number>', 'how many of them, each a window of its own (default: 1)')
    .option('--time-zone <name>', 'whose days they are, e.g. America/Chicago (default: UTC)')
    .option('--as-of <instant>', 'the last ones before it (default: before the start)')
    .optionsGroup('What of it:')
    .option('--types <ids>', 'activity type ids, e.g. 1,12,13 (default: every type)')
    .option('--fields <names>', 'columns in their order, e.g. marketoGUID,leadId,activityDate')
    .option('--format <format>', 'CSV, TSV or SSV (default: CSV)')
    .option('--instance <name>', 'configured Marketo instance (default: default)')
    .option('--dataset <name>', 'ledger it belongs to (default: named after the query)')
    .optionsGroup('How:')
    .option('--window-size <duration>', 'longest window, PT1H to P31D (default: P7D)')
    .option('--concurrency <number>', 'windows in flight, 1 to 10 (default: 2, of a backfill 1)')
    .option(
      '--settle <duration>',
      'how long after its end a window counts as final (default: PT2H)',
    )
    .option('--refresh [instant]', 'export anew what was exported before it (default: now)')
    .option('--backfill', 'history: newest window first, leaving room for other work')
    .option('--order <order>', 'of a backfill: newest or oldest first (default: newest)')
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
