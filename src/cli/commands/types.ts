import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { instanceOption, outputOption } from '../options.ts';
import type { TypesFlags } from '../types-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract types
  $ marketo-extract types --search email
  $ marketo-extract types --instance emea --output json

The ids are those of "activityTypeIds" in a request. Custom activities are shown as well. Costs one API call.`;

/** `types`: what a request can ask for. */
export function typesCommand(context: CliContext): Command {
  return new Command('types')
    .summary('show the activity types of a Marketo instance')
    .description('show the activity types of a Marketo instance, with their attributes')
    .option('--search <word>', 'only types that have it in an id, a name or an attribute')
    .addOption(instanceOption())
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TypesFlags) => {
      const { typesAction } = await import('../types-action.ts');
      context.exitCode = await typesAction(context, flags);
    });
}
