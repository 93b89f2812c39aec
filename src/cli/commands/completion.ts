import { Argument, Command } from 'commander';
import { completionScript, SHELLS } from '../completion/scripts.ts';
import type { Shell } from '../completion/scripts.ts';
import type { CliContext } from '../context.ts';

const EXAMPLES = `
Examples:
  $ source <(marketo-extract completion bash)
  $ marketo-extract completion zsh > ~/.zfunc/_marketo-extract
  $ marketo-extract completion fish > ~/.config/fish/completions/marketo-extract.fish

The first line goes into ~/.bashrc. For zsh, ~/.zfunc has to be in fpath before compinit. Commands, flags, the
choices of flags and file names are completed; the script asks the program itself, so an update needs no new one.`;

/** `completion SHELL`: the script that completes our command lines. */
export function completionCommand({ io }: CliContext): Command {
  return new Command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => {
      io.out(completionScript(shell));
    });
}
