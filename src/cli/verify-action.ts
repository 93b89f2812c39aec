import { readEnvironment } from '../config/environment.ts';
import { loadDestination } from '../config/load.ts';
import { formatFaults } from '../interface/fault.ts';
import { openVerification } from '../ledger/verify/destination.ts';
import type { VerifyDestination } from '../ledger/verify/destination.ts';
import type { DatasetReport } from '../ledger/verify/report.ts';
import { parseDestination } from '../store/destination.ts';
import type { Destination } from '../store/destination.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { CliContext } from './context.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import type { OutputOptions } from './options.ts';
import { verificationObject } from './output/verification-object.ts';
import { reportText, verdictText } from './output/verification-text.ts';

export interface VerifyFlags extends OutputOptions {
  readonly dataset?: string;
  readonly destination?: string;
}

/** What `verify` does. Text comes dataset by dataset, as each is read; JSON when all are. */
export async function verifyAction(
  { io }: CliContext,
  { dataset, destination, output }: VerifyFlags,
): Promise<ExitCode> {
  const store = openStore(destinationOf(io, destination));
  const verification = await open(store, dataset);
  const reports: DatasetReport[] = [];
  for await (const report of verification.reports()) {
    reports.push(report);
    if (output === 'text') io.out(reportText(report));
  }
  const found = verificationObject(store.uri, reports);
  if (output === 'json') io.out(`${JSON.stringify(found)}\n`);
  else io.err(verdictText(found));
  return found.whole ? EXIT.done : EXIT.failed;
}

function destinationOf(io: CliIo, flag: string | undefined): Destination {
  const cwd = process.cwd();
  if (flag !== undefined) return asUsage('--destination', () => parseDestination(flag, cwd));
  const loaded = loadDestination(readEnvironment(cwd, io.env), cwd);
  if (loaded.ok) return loaded.config.destination;
  throw new UsageError(formatFaults(loaded.faults, 'The configuration'));
}

/** A place without exports is not whole but the wrong place: nothing would have been checked. */
async function open(store: Store, dataset: string | undefined): Promise<VerifyDestination> {
  const [id, verification] = await readable(store, dataset);
  const { datasets } = verification;
  if (id === undefined && datasets.length === 0) {
    throw new UsageError(
      `${store.uri} holds no exports. Name the folder that the worker writes to.`,
    );
  }
  if (dataset !== undefined && !datasets.some((ref) => ref.dataset === dataset)) {
    const names = [...new Set(datasets.map((ref) => ref.dataset))].sort().join(', ');
    throw new UsageError(`There is no dataset "${dataset}" in ${store.uri}. There are: ${names}`);
  }
  return verification;
}

async function readable(store: Store, dataset: string | undefined) {
  try {
    return [
      await store.identity({ create: false }),
      await openVerification(store, dataset),
    ] as const;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${store.uri} cannot be checked: ${reason}`, { cause });
  }
}

function asUsage<T>(what: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${what}: ${reason}`, { cause });
  }
}
