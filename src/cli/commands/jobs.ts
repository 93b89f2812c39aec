import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { CancelJobFlags } from '../jobs/cancel-action.ts';
import type { FetchFlags } from '../jobs/fetch-action.ts';
import type { ListFlags } from '../jobs/list-action.ts';
import type { JobFlags } from '../jobs/show-action.ts';
import { instanceOption, outputOption } from '../options.ts';

const WHOSE = `
Marketo shows an API user its own jobs only, and in the list those that were created in the last 7 days. Files are
kept for 7 days as well, a job's status for 30.`;

/** `jobs …`: bulk activity exports as Marketo has them. */
export function jobsCommand(context: CliContext): Command {
  const command = new Command('jobs')
    .summary('look at export jobs, cancel one, or fetch its file')
    .description('look at export jobs at Marketo, cancel one, or fetch its file')
    .addHelpText(
      'after',
      examples(
        'jobs list',
        'jobs fetch 0a1b2c3d-0000-4000-8000-000000000001 --file activities.csv',
      ),
    );
  for (const part of [list, show, cancel, fetch]) command.addCommand(part(context));
  return command;
}

function list(context: CliContext): Command {
  return withCommon(new Command('list').description('list the export jobs of the last 7 days'))
    .option('--status <words>', 'only these, e.g. Queued,Processing')
    .option('--since <when>', 'only those created since, e.g. 2026-11-20T00:00:00Z or 24h')
    .addHelpText(
      'after',
      examples(
        'jobs list',
        'jobs list --status Queued,Processing',
        'jobs list --since 24h --output json',
      ),
    )
    .action(async (flags: ListFlags) => {
      const { listAction } = await import('../jobs/list-action.ts');
      context.exitCode = await listAction(context, flags);
    });
}

function show(context: CliContext): Command {
  return ofOneJob(new Command('show').description('show one export job, and whose it is here'))
    .addHelpText('after', examples('jobs show 0a1b2c3d-0000-4000-8000-000000000001'))
    .action(async (exportId: string, flags: JobFlags) => {
      const { showAction } = await import('../jobs/show-action.ts');
      context.exitCode = await showAction(context, exportId, flags);
    });
}

const CANCELLING = `
A job that a run in EXTRACT_DESTINATION has claimed is not cancelled without --force, for the run would fail; cancel
the run instead. Exit code 1: the job had ended before.`;

function cancel(context: CliContext): Command {
  return ofOneJob(new Command('cancel').description('cancel one export job at Marketo'))
    .option('--force', 'also a job that a run of ours has claimed')
    .addHelpText(
      'after',
      `${examples('jobs cancel 0a1b2c3d-0000-4000-8000-000000000001')}${CANCELLING}`,
    )
    .action(async (exportId: string, flags: CancelJobFlags) => {
      const { cancelAction } = await import('../jobs/cancel-action.ts');
      context.exitCode = await cancelAction(context, exportId, flags);
    });
}

const FETCHING = `
The file is written beside its place first; a fetch that was broken off goes on where it stopped when the same command
is run again. It gets its name when its size and SHA-256 are what Marketo reported. It holds personal data: only its
owner may read it. Fetching costs no quota. Nothing here enters the ledger of EXTRACT_DESTINATION.`;

function fetch(context: CliContext): Command {
  return ofOneJob(
    new Command('fetch').description('download and verify the file of a completed job'),
  )
    .requiredOption('-f, --file <path>', 'file to write, or a folder to put it into')
    .option('--force', 'replace a file that is there')
    .addHelpText(
      'after',
      `${examples('jobs fetch 0a1b2c3d-0000-4000-8000-000000000001 --file activities.csv')}${FETCHING}`,
    )
    .action(async (exportId: string, flags: FetchFlags) => {
      const { fetchAction } = await import('../jobs/fetch-action.ts');
      context.exitCode = await fetchAction(context, exportId, flags);
    });
}

function ofOneJob(command: Command): Command {
  return withCommon(command.argument('<export id>', 'as Marketo named the job'));
}

function withCommon(command: Command): Command {
  return command.addOption(instanceOption()).addOption(outputOption());
}

function examples(...commands: readonly string[]): string {
  const lines = commands.map((text) => `  $ marketo-extract ${text}\n`);
  return `\nExamples:\n${lines.join('')}${WHOSE}`;
}
