import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** Ctrl-C (or SIGTERM) as an abort signal. A second one ends the process at once, as nobody listens any more. */
export function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = () => {
    for (const name of signals) process.off(name, abort);
  };
  const abort = () => {
    stop();
    controller.abort();
  };
  for (const name of signals) process.on(name, abort);
  return { signal: controller.signal, stop };
}

/** For a command that leaves nothing behind: Ctrl-C ends it, with its own exit code. */
export async function untilInterrupted(
  { io }: CliContext,
  use: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    return await use(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    io.err('Stopped by Ctrl-C.\n');
    return EXIT.interrupted;
  } finally {
    interrupt.stop();
  }
}
