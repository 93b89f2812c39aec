import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { outputOption } from '../options.ts';
import type { OutputOptions } from '../options.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract search-attributes register
  $ marketo-extract search-attributes list --output json

Once a namespace. Runs that start after that can be listed in the Temporal UI by instance, dataset, phase and export
id; runs work without it too. docs/temporal-ui.md has the filters.`;

/** `search-attributes …`: what runs can be listed by in the Temporal UI. */
export function searchAttributesCommand(context: CliContext): Command {
  const group = new Command('search-attributes')
    .summary('let runs be listed by instance, dataset and phase')
    .description('let runs be listed in the Temporal UI by instance, dataset, phase and export id')
    .addHelpText('after', EXAMPLES);
  const list = new Command('list')
    .description('show which of the search attributes the namespace has')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ output }: OutputOptions) => {
      const { listAction } = await import('../search-attributes-action.ts');
      context.exitCode = await listAction(context, output);
    });
  const register = new Command('register')
    .description('register those that are missing; what is there stays as it is')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ output }: OutputOptions) => {
      const { registerAction } = await import('../search-attributes-action.ts');
      context.exitCode = await registerAction(context, output);
    });
  return group.addCommand(list).addCommand(register);
}
