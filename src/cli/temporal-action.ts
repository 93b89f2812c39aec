import { once } from 'node:events';
import { SEARCH_ATTRIBUTES } from '../interface/names.ts';
import { startDevServer } from '../temporal-cli/dev-server.ts';
import type { DevServer } from '../temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../temporal-cli/find-executable.ts';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { CliIo } from './io.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './output/print-result.ts';

/** So that runs can be listed by them at once. */
const searchAttributes = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword']),
);

export interface TemporalFlags extends OutputOptions {
  readonly port: number;
  readonly uiPort: number;
  readonly dbFile: string;
}

/** What `temporal` does: runs until Ctrl-C, or until the server ends by itself. */
export async function temporalAction(
  { io }: CliContext,
  { port, uiPort, dbFile, output }: TemporalFlags,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  const log = (message: string) => io.note(`${message}\n`);
  const { path } = await findTemporalExecutable({ env: io.env, log });
  const options = { executable: path, ui: true, port, uiPort, dbFile, searchAttributes, log };
  const server = await startDevServer(options);
  const { address, uiUrl } = server;
  printResult(io, output, { address, uiUrl, dbFile }, () => readyText(io, server, dbFile));
  if (!interrupt.signal.aborted) {
    await Promise.race([once(interrupt.signal, 'abort'), server.exited]);
  }
  const stopped = interrupt.signal.aborted;
  await server.stop();
  if (!stopped) io.err('The Temporal dev server ended by itself.\n');
  return stopped ? EXIT.done : EXIT.failed;
}

function readyText(io: CliIo, { address, uiUrl = '' }: DevServer, dbFile: string): string {
  return [
    `Temporal  ${address}`,
    `Web UI    ${uiUrl}`,
    `Kept in   ${dbFile}`,
    `Next      ${commandLine(io, 'worker')}`,
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}
