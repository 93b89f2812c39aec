import type { Fault } from '../interface/fault.ts';
import { UsageError } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { readJsonFile } from './json-file.ts';
import { refuseSchedule } from './mixed-up-files.ts';
import { flagOfPath, hasRequestFlags, requestFromFlags } from './request-flags.ts';
import type { RequestFlags } from './request-flags.ts';

export interface ReadRequest {
  readonly request: unknown;
  /** The same faults, told by the flag, or with the line of the file, that each comes from. */
  readonly located: (faults: readonly Fault[]) => readonly Fault[];
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
    return { request: requestFromFlags(flags), located: byFlag };
  }
  if (hasRequestFlags(flags)) {
    throw new UsageError(
      '--file already holds the whole request; put the other values into it, or leave --file out.',
    );
  }
  const { value: request, located } = await readJsonFile(file, io, 'request');
  refuseSchedule(request, file, io);
  return { request, located };
}

/** `filter.createdAt.startAt` → `--from`. */
export function byFlag(faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, path: flagOfPath(fault.path) }));
}
