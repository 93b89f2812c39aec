import { readFile } from 'node:fs/promises';
import { UsageError } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { refuseSchedule } from './mixed-up-files.ts';
import { hasRequestFlags, requestFromFlags } from './request-flags.ts';
import type { RequestFlags } from './request-flags.ts';

export interface ReadRequest {
  readonly request: unknown;
  /** Faults are then shown by flag, not by member. */
  readonly fromFlags: boolean;
}

/** The request of `start`: a file, stdin (`-`) or flags; one of them. */
export async function readRequest(
  flags: RequestFlags & { readonly file?: string },
  io: CliIo,
): Promise<ReadRequest> {
  const { file } = flags;
  if (file === undefined) {
    if (!hasRequestFlags(flags)) {
      throw new UsageError(
        'Nothing to export was given. Name a request with --file, or a period with --from and --to or --previous.',
      );
    }
    return { request: requestFromFlags(flags), fromFlags: true };
  }
  if (hasRequestFlags(flags)) {
    throw new UsageError(
      '--file already holds the whole request; put the other values into it, or leave --file out.',
    );
  }
  const request = await readJsonFile(file, io, 'request');
  refuseSchedule(request, file, io);
  return { request, fromFlags: false };
}

/** The JSON in a file, or on standard input (`-`). `what` it holds, for the error. */
export async function readJsonFile(file: string, io: CliIo, what: string): Promise<unknown> {
  return parseJson(await readText(file, io, what), file, what);
}

async function readText(file: string, io: CliIo, what: string): Promise<string> {
  if (file === '-') return io.readStdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The ${what} file cannot be read: ${reason}`);
  }
}

function parseJson(text: string, file: string, what: string): unknown {
  const name = file === '-' ? 'Standard input' : `The file ${file}`;
  if (text.trim() === '') throw new UsageError(`${name} is empty: there is no ${what} in it.`);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name} is not valid JSON: ${reason}`);
  }
}
