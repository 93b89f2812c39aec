import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { instanceOption, outputOption } from '../options.ts';
import type { QuotaFlags } from '../quota-action.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract quota
  $ marketo-extract quota --instance emea --output json

Reckoned from Marketo's list of activity exports. Marketo shows each API user its own jobs only, so what is used is a
lower bound when other users or exports of other objects (leads, program members) share the subscription. The size of
the quota is EXTRACT_DAILY_QUOTA, 500MB unless it is set. Marketo does not say whether its midnight follows daylight
saving time; in summer both readings are shown. Costs one API call for 300 jobs.`;

/** `quota`: what is used and what is left. */
export function quotaCommand(context: CliContext): Command {
  return new Command('quota')
    .summary("show what is left of Marketo's daily quota and queue")
    .description("show how much of Marketo's daily export volume and queue is in use")
    .addOption(instanceOption())
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: QuotaFlags) => {
      const { quotaAction } = await import('../quota-action.ts');
      context.exitCode = await quotaAction(context, flags);
    });
}
