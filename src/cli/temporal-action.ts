import { once } from 'node:events';
import { startDevServer } from '../temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../temporal-cli/find-executable.ts';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { listenForInterrupt } from './interrupt.ts';

export interface TemporalFlags {
  readonly port: number;
  readonly uiPort: number;
  readonly dbFile: string;
}

/** What `temporal` does: runs until Ctrl-C, or until the server ends by itself. */
export async function temporalAction(
  { io }: CliContext,
  { port, uiPort, dbFile }: TemporalFlags,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  const log = (message: string) => io.err(`${message}\n`);
  const { path } = await findTemporalExecutable({ env: io.env, log });
  const options = { executable: path, ui: true, port, uiPort, dbFile, log };
  const server = await startDevServer(options);
  io.out(
    [
      `Temporal  ${server.address}`,
      `Web UI    ${server.uiUrl ?? ''}`,
      `Kept in   ${dbFile}`,
      `Next      ${commandLine(io, 'worker')}`,
      'Ctrl-C stops it.',
      '',
    ].join('\n'),
  );
  if (!interrupt.signal.aborted) {
    await Promise.race([once(interrupt.signal, 'abort'), server.exited]);
  }
  const stopped = interrupt.signal.aborted;
  await server.stop();
  if (!stopped) io.err('The Temporal dev server ended by itself.\n');
  return stopped ? EXIT.done : EXIT.failed;
}
