/** For commands that ask Marketo directly: neither Temporal nor a worker takes part. */
import { readEnvironment } from '../config/environment.ts';
import { loadInstance } from '../config/load.ts';
import type { MarketoConfig } from '../config/config.ts';
import { formatFaults } from '../interface/fault.ts';
import { createMarketoClient } from '../marketo/client.ts';
import type { MarketoClient } from '../marketo/types.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { untilInterrupted } from './interrupt.ts';
import type { CliIo } from './io.ts';

export interface MarketoSession {
  readonly marketo: MarketoClient;
  /** Its configured name. */
  readonly instance: string;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The client of one instance, configured as the worker is; closed in the end. Ctrl-C ends it with its own exit code. */
export async function withMarketo(
  context: CliContext,
  instance: string,
  use: (session: MarketoSession) => Promise<ExitCode>,
): Promise<ExitCode> {
  const marketo = createMarketoClient(configOf(context.io, instance));
  try {
    return await untilInterrupted(context, (signal) => use({ marketo, instance, signal }));
  } finally {
    await marketo.close();
  }
}

function configOf(io: CliIo, instance: string): MarketoConfig {
  const cwd = process.cwd();
  const loaded = loadInstance(readEnvironment(cwd, io.env), cwd, instance);
  if (loaded.ok) return loaded.config.marketo;
  // A mistyped variable is often why another one is missing.
  for (const warning of loaded.warnings) io.err(`${warning}\n`);
  // The only one that no variable is to blame for.
  const faults = loaded.faults.map((fault) => ({ ...fault, path: fault.path || '--instance' }));
  throw new UsageError(formatFaults(faults, 'The configuration'));
}
