import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';

const EXAMPLES = `
Examples:
  $ marketo-extract worker
  $ MARKETO_BASE_URL=https://123-ABC-456.mktorest.com EXTRACT_DESTINATION=file:/srv/exports marketo-extract worker

It is configured by the environment and by a .env file in the working folder; docs/configuration.md lists every
variable. SIGTERM or Ctrl-C drains it: what it was doing goes on elsewhere, or at its next start.`;

/** `worker`: the worker as a process of its own, with our standard streams. */
export function workerCommand(context: CliContext): Command {
  return new Command('worker')
    .description('run a worker: it talks to Marketo and writes the files')
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { spawnOwn } = await import('../own-process.ts');
      const child = spawnOwn('worker', { env: context.io.env, stdio: 'inherit' });
      const forward = (signal: NodeJS.Signals) => void child.kill(signal);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
      context.exitCode = await new Promise<ExitCode>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => resolve(exitCodeOfWorker(code)));
      });
    });
}

/** The worker has 2 for a bad configuration, as we have; a signal or anything else is a failure. */
function exitCodeOfWorker(code: number | null): ExitCode {
  if (code === 0) return EXIT.done;
  return code === 2 ? EXIT.badRequest : EXIT.failed;
}
