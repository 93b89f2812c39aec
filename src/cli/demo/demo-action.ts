import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { connectTemporal } from '../../client/connect.ts';
import type { ExtractOutcome } from '../../client/extract-outcome.ts';
import { startExtract } from '../../client/start-extract.ts';
import type { DevServer } from '../../temporal-cli/dev-server.ts';
import { commandLine } from '../context.ts';
import type { CliContext } from '../context.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { CliIo } from '../io.ts';
import { formatPlace } from '../output/format.ts';
import { outcomeText } from '../output/outcome-text.ts';
import { uiUrlOf } from '../output/ui-url.ts';
import { watchWithProgress } from '../watch-with-progress.ts';
import { demoRequest } from './demo-request.ts';
import { DEMO_TASK_QUEUE, demoSettings, DemoWorld } from './demo-world.ts';

/** What `demo` does: starts everything, extracts, shows where the files are, stops everything. */
export async function demoAction(
  { io }: CliContext,
  { keep }: { readonly keep?: boolean },
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  // A folder of its own each time: with an older one the ledger would rightly find nothing to export.
  const folder = resolve('exports', `demo-${compactNow()}`);
  const log = (message: string) => io.note(`${message}\n`);
  const world = new DemoWorld({ folder, env: io.env, log, signal: interrupt.signal });
  try {
    await mkdir(folder, { recursive: true });
    return await run({ io, world, folder, signal: interrupt.signal, keep: keep === true });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    io.note('Stopping the worker, the emulator and the Temporal server …\n');
    await world.stop();
    interrupt.stop();
    io.note('All stopped.\n');
  }
}

interface Demo {
  readonly io: CliIo;
  readonly world: DemoWorld;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly keep: boolean;
}

async function run(demo: Demo): Promise<ExitCode> {
  const { io, signal, keep } = demo;
  const { server, settings } = await startParts(demo);
  const outcome = await extract(demo, server, settings);
  if (outcome === undefined) return EXIT.interrupted;
  io.out(outcomeText(outcome));
  io.out(closingText(demo, outcome));
  if (keep) {
    io.out(keepText(io, server, settings));
    await untilEnd(demo);
  }
  return signal.aborted && !keep ? EXIT.interrupted : exitCodeOf(outcome);
}

async function startParts({ io, world, folder, signal }: Demo) {
  io.out(
    'A Temporal server, a Marketo stand-in and a worker on this machine, and a real extraction.\n',
  );
  const server = await world.startTemporal();
  signal.throwIfAborted();
  io.out(`  Temporal  ${server.address}, web UI ${server.uiUrl ?? ''}\n`);
  const marketo = await world.startEmulator();
  io.out(`  Marketo   ${marketo.MARKETO_BASE_URL ?? ''} (emulator; its clock runs fast)\n`);
  const settings = { ...(await demoSettings(server, folder)), ...marketo };
  await world.startWorker(settings);
  io.out(`  Worker    writes to ${relative(process.cwd(), folder)}\n`);
  return { server, settings };
}

async function extract(
  { io, world, signal }: Demo,
  server: DevServer,
  settings: Record<string, string>,
): Promise<ExtractOutcome | undefined> {
  const { client, address, namespace, close } = await connectTemporal({ env: settings });
  try {
    const options = { taskQueue: DEMO_TASK_QUEUE };
    const started = await startExtract(client, demoRequest(new Date()), options);
    const env = { TEMPORAL_UI_URL: server.uiUrl };
    const uiUrl = uiUrlOf(started, { env, address, namespace }) ?? '';
    io.out(`  Run       ${started.workflowId}\n            ${uiUrl}\n`);
    const stop = AbortSignal.any([signal, world.lost]);
    const outcome = await watchWithProgress(io, client, started.workflowId, stop);
    if (!signal.aborted) world.lost.throwIfAborted();
    return outcome;
  } finally {
    await close();
  }
}

function closingText({ folder, keep }: Demo, outcome: ExtractOutcome): string {
  const first = outcome.status === 'completed' ? outcome.result.windows[0] : undefined;
  if (first === undefined) return `Logs and files: ${folder}\n`;
  return [
    '',
    'Each file lies beside its manifest, which says what it is and how it was verified:',
    `  ${formatPlace(first.manifestUri, process.cwd())}`,
    `Logs of worker and emulator: ${join(relative(process.cwd(), folder), '*.log')}`,
    ...(keep ? [] : ['With --keep all of it stays up, for a look at the run in the web UI.']),
    '',
  ].join('\n');
}

function keepText(io: CliIo, server: DevServer, settings: Record<string, string>): string {
  const names = ['TEMPORAL_ADDRESS', 'EXTRACT_TASK_QUEUE'];
  return [
    '',
    'All stays up until Ctrl-C. To start more from another terminal:',
    ...names.map((name) => `  export ${name}=${settings[name] ?? ''}`),
    `  export TEMPORAL_UI_URL=${server.uiUrl ?? ''}`,
    `  ${commandLine(io, 'start --from 2026-01-01T00:00:00Z --to 2026-01-31T23:59:59Z --wait')}`,
    '',
  ].join('\n');
}

async function untilEnd({ signal, world }: Demo): Promise<void> {
  if (signal.aborted || world.lost.aborted) return;
  await Promise.race([once(signal, 'abort'), once(world.lost, 'abort')]);
}

/** `20261122T120000Z`. */
function compactNow(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
