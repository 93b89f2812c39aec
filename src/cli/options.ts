import { Option } from 'commander';
import type { Command } from 'commander';

/** Options that several commands share. */
export interface OutputOptions {
  readonly output: 'text' | 'json';
}

/** `--output`: what goes to stdout. Progress and notes always go to stderr. */
export function outputOption(): Option {
  return new Option('-o, --output <form>', 'what to print on stdout')
    .choices(['text', 'json'])
    .default('text');
}

/** `--quiet`: for scripts and cron. */
export function quietOption(): Option {
  return new Option(
    '-q, --quiet',
    'no progress and no notes: only the result, warnings and errors',
  );
}

/** `--instance`: of those that the worker's configuration names. */
export function instanceOption(): Option {
  return new Option('--instance <name>', 'configured Marketo instance').default('default');
}

/** `--task-queue`: wins over EXTRACT_TASK_QUEUE. */
export function taskQueueOption(): Option {
  return new Option(
    '--task-queue <name>',
    'task queue that the workers poll (default: EXTRACT_TASK_QUEUE, else marketo-activity-extract)',
  );
}

/** `--from` to `--as-of`: a period, as `start` takes it. */
export function periodOptions(command: Command): Command {
  return command
    .option('--from <instant>', 'first second of the period, e.g. 2026-10-01T00:00:00Z')
    .option('--to <instant>', 'last second of the period, e.g. 2026-10-31T23:59:59Z')
    .option('--previous <unit>', 'instead: the last whole hour, day, week or month')
    .option('--count <number>', 'how many of them (default: 1)')
    .option('--time-zone <name>', 'whose days they are, e.g. America/Chicago (default: UTC)')
    .option('--as-of <instant>', 'the last ones before it (default: now)');
}

/** `--dataset`, `--instance` and `--destination`: one dataset where the worker wrote it. */
export function datasetOptions(command: Command): Command {
  return command
    .requiredOption('--dataset <name>', 'which dataset')
    .option('--instance <name>', 'of which instance, where several have one of that name')
    .option('--destination <place>', 'where it lies (default: EXTRACT_DESTINATION, as the worker)');
}

/** All that a request can say by flags. */
export function requestOptions(command: Command): Command {
  return command
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
    .option('--order <order>', 'of a backfill: newest or oldest first (default: newest)');
}
