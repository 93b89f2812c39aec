import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { FilesFlags } from '../files-action.ts';
import { datasetOptions, outputOption, periodOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract files --dataset nightly
  $ marketo-extract files --dataset nightly --since 2026-11-22T05:00:00Z --output json
  $ marketo-extract files --dataset nightly --previous day --count 7 --final-only

Text is a URI a line, and notes on stderr. Without --since it is every published file, one a window.

To load only what is new: keep "nextSince" of the JSON once everything listed is loaded, and give it as --since the next
time. Files are stamped by the clock of the worker that published them, so "nextSince" lies --overlap before now, and
what was published in between is listed again: skip what is loaded already by its "exportId", or load it again by MERGE
on marketoGUID. A worker whose clock is behind by more than --overlap would be missed: list without --since now and then.

A file that supersedes another replaces all rows that were loaded of its window: delete those first (docs/loading.md).
Exit code 1: a published file is not there or has another size; the others are listed.`;

/** `files`: what a loader may read. */
export function filesCommand(context: CliContext): Command {
  const command = new Command('files')
    .description('list the published files of a dataset, for loaders')
    .option('--since <instant>', 'only what was published then or later')
    .option('--overlap <duration>', 'how far nextSince lies before now (default: PT1H)')
    .option('--final-only', 'without windows that will be exported once more');
  return datasetOptions(periodOptions(command))
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: FilesFlags) => {
      const { filesAction } = await import('../files-action.ts');
      context.exitCode = await filesAction(context, flags);
    });
}
