/** What the commands share that read a destination by themselves, without Temporal or Marketo. */
import { readEnvironment } from '../config/environment.ts';
import { loadDestination } from '../config/load.ts';
import { messageOf } from '../domain/message-of.ts';
import { formatFaults } from '../interface/fault.ts';
import { didYouMean } from '../interface/spelling.ts';
import { readDatasets } from '../ledger/verify/listing.ts';
import type { DatasetRef } from '../ledger/types.ts';
import { parseDestination } from '../store/destination.ts';
import { openStore } from '../store/open-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { Store } from '../store/store.ts';
import { UsageError } from './exit-code.ts';
import type { CliIo } from './io.ts';

export interface OpenDestination {
  readonly store: Store;
  /** All that are in it, in the order of their keys. */
  readonly datasets: readonly DatasetRef[];
}

/** What `--dataset` and `--instance` say. */
export interface DatasetChoice {
  readonly dataset?: string;
  readonly instance?: string;
}

/**
 * `--destination`, else where the worker writes to. A place without exports is the wrong place: whatever was told of
 * it would mean nothing. Throws `UsageError`.
 */
export async function openDestination(
  io: CliIo,
  flag: string | undefined,
): Promise<OpenDestination> {
  const store = await openNamed(io, flag);
  const [id, datasets] = await readable(store);
  if (id === undefined && datasets.length === 0) {
    throw new UsageError(
      `${store.uri} holds no exports. Name the folder or bucket that the worker writes to.`,
    );
  }
  return { store, datasets };
}

/** Those of the given names; all without. Throws `UsageError` when there is none. */
export function chooseDatasets(
  { store, datasets }: OpenDestination,
  choice: DatasetChoice,
): readonly DatasetRef[] {
  const { dataset, instance } = choice;
  const chosen = datasets.filter(
    (ref) =>
      ref.dataset === (dataset ?? ref.dataset) && ref.instance === (instance ?? ref.instance),
  );
  if (chosen.length > 0 || (dataset === undefined && instance === undefined)) return chosen;
  throw new UsageError(unknownText(store, choice, datasets));
}

/** The one dataset of that name. Throws `UsageError` when several instances have one. */
export function chooseDataset(open: OpenDestination, choice: DatasetChoice): DatasetRef {
  const [ref, ...more] = chooseDatasets(open, choice);
  if (ref !== undefined && more.length === 0) return ref;
  const instances = [ref, ...more].flatMap((each) => each?.instance ?? []).join(', ');
  throw new UsageError(
    `Several instances have a dataset "${choice.dataset ?? ''}": ${instances}. Choose one with --instance.`,
  );
}

function unknownText(
  store: Store,
  { dataset, instance }: DatasetChoice,
  known: readonly DatasetRef[],
): string {
  const of = instance === undefined ? '' : ` of the instance "${instance}"`;
  const what = dataset === undefined ? `no dataset${of}` : `no dataset "${dataset}"${of}`;
  const ofInstance = known.filter((ref) => ref.instance === instance);
  const near = ofInstance.length > 0 ? ofInstance : known;
  const names = [...new Set(near.map((ref) => ref.dataset))].sort();
  const hint = dataset === undefined ? '' : didYouMean(dataset, names);
  // Which instance has it is the question as soon as one was named that does not.
  const shown =
    instance === undefined
      ? names
      : known.map(({ instance: of, dataset: name }) => `${of}/${name}`);
  const thereAre = shown.length === 0 ? '' : ` There are: ${shown.join(', ')}`;
  return `There is ${what} in ${store.uri}.${hint}${thereAre}`;
}

/** Throws `UsageError`. */
async function openNamed(io: CliIo, flag: string | undefined): Promise<Store> {
  const cwd = process.cwd();
  const environment = readEnvironment(cwd, io.env);
  if (flag !== undefined) asUsage('--destination', () => parseDestination(flag, cwd));
  const loaded = loadDestination(environment, cwd, flag);
  if (!loaded.ok) throw new UsageError(formatFaults(loaded.faults, 'The configuration'));
  try {
    return await openStore(loaded.config.destination, { s3: loaded.config.s3 });
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}

async function readable(store: Store) {
  try {
    return [await store.identity({ create: false }), await readDatasets(store)] as const;
  } catch (cause) {
    const reason = messageOf(cause);
    throw new UsageError(`${store.uri} cannot be read: ${reason}`, { cause });
  }
}

function asUsage<T>(what: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const reason = messageOf(cause);
    throw new UsageError(`${what}: ${reason}`, { cause });
  }
}
