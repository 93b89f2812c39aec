/** Tries every operation of the store that runs rely on, step by step, through its port. */
import { messageOf } from '../domain/message-of.ts';
import { StoreError } from '../store/store-error.ts';
import type { Store } from '../store/store.ts';
import type { CheckName } from './checks.ts';
import { ok, problem, type Verdict } from './finding.ts';

/** A key of the ledger's depth, so that folders are made as runs make them. */
const FOLDER = 'probe/probe';
export const DOCUMENT = `${FOLDER}/document.json`;
const RACED = `${FOLDER}/raced.json`;
const REPLACED = `${FOLDER}/replaced.json`;
const FILE = `${FOLDER}/file.csv`;
const WRITERS = 8;

export interface Trial {
  readonly check: CheckName;
  /** Rejects with what the store says, or with `Unexpected`. */
  readonly run: (store: Store) => Promise<void>;
  /** When it has gone well. */
  readonly says: string;
}

/** The store did something else than what it promises. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

/** In this order: `store.remove` takes away what the others wrote. */
export const TRIALS: readonly Trial[] = [
  { check: 'store.write', run: tryWriting, says: 'A document was written, read back and listed.' },
  {
    check: 'store.putIfAbsent',
    run: tryRacing,
    says: `Of ${WRITERS} writers of one name one won, and the others were told.`,
  },
  {
    check: 'store.replace',
    run: tryReplacing,
    says: 'A document was replaced by a newer one, and not by an older one.',
  },
  {
    check: 'store.transfer',
    run: tryTransfer,
    says: 'Bytes were staged, gone on with, read back and published.',
  },
  {
    check: 'store.remove',
    run: tryRemoving,
    says: 'Files were removed; nothing of this trial is left.',
  },
];

async function tryWriting(store: Store): Promise<void> {
  expectThat(await store.putIfAbsent(DOCUMENT, bytes('one')), 'a new document was not taken');
  await expectContent(store, DOCUMENT, 'one');
  expectThat((await store.list(`${FOLDER}/`)).includes(DOCUMENT), 'it is not listed');
}

async function tryRacing(store: Store): Promise<void> {
  const writers = Array.from({ length: WRITERS }, (_, index) => `writer ${index}`);
  const won = await Promise.all(writers.map((text) => store.putIfAbsent(RACED, bytes(text))));
  const winners = writers.filter((_, index) => won[index]);
  expectThat(winners.length === 1, `${winners.length} of ${WRITERS} writers were told they won`);
  await expectContent(store, RACED, winners[0] ?? '');
  expectThat(!(await store.putIfAbsent(RACED, bytes('late'))), 'a late writer was told it won');
  await expectContent(store, RACED, winners[0] ?? '');
}

async function tryReplacing(store: Store): Promise<void> {
  for (const generation of [1, 2]) {
    const replaced = await store.replaceIfNewer(REPLACED, numbered(generation), generation);
    expectThat(replaced, `generation ${generation} was not taken`);
  }
  const older = await store.replaceIfNewer(REPLACED, numbered(1), 1);
  expectThat(!older, 'an older generation was taken');
  await expectContent(store, REPLACED, text(numbered(2)));
}

async function tryTransfer(store: Store): Promise<void> {
  const place = { folder: `${FOLDER}/.staging/probe`, run: 'probe' };
  const first = await store.openStage(place, { resumeFrom: 'sameRun' });
  await first.append(bytes('first half, ')).finally(() => first.close());
  const second = await store.openStage(place, { resumeFrom: 'sameRun' });
  const { resumedBytes, name } = second;
  const rest = resumedBytes === 0 ? 'first half, second half' : 'second half';
  try {
    await second.append(bytes(rest));
    await second.finish();
  } finally {
    await second.close();
  }
  const { body, etag } = await store.readStage(name);
  expectThat((await textOf(body)) === 'first half, second half', 'staged bytes read back differ');
  await store.publishStage(name, FILE, etag === undefined ? {} : { etag });
  const published = await textOf(await store.openRead(FILE));
  expectThat(published === 'first half, second half', 'published bytes differ');
  await store.discardStage(place.folder);
}

/** The document stays, for its permissions are looked at. */
async function tryRemoving(store: Store): Promise<void> {
  for (const key of [RACED, REPLACED, FILE]) await store.remove(key);
  const left = (await store.list('')).filter((key) => key !== DOCUMENT);
  expectThat(left.length === 0, `${left.length} files are still there`);
}

/** `error` undefined: it went well. */
export function judgeTrial({ says }: Pick<Trial, 'says'>, error: unknown): Verdict {
  if (error === undefined) return ok(says);
  if (error instanceof StoreError) {
    const { code, retryable } = error;
    return problem(error.message, REMEDY, { code, retryable });
  }
  if (error instanceof Unexpected) {
    return problem(
      `The store does not do what it must: ${error.message}.`,
      'Put the destination on another file system or service: nothing would keep files and claims apart here.',
    );
  }
  return problem(`${messageOf(error)}.`, REMEDY);
}

const REMEDY =
  'Do what the message says, for the user that the worker runs as. EXTRACT_DESTINATION names the place.';

async function expectContent(store: Store, key: string, wanted: string): Promise<void> {
  const found = await store.read(key);
  expectThat(found !== undefined && text(found) === wanted, 'a document read back differs');
}

function expectThat(condition: boolean, otherwise: string): void {
  if (!condition) throw new Unexpected(otherwise);
}

function numbered(generation: number): Uint8Array {
  return bytes(JSON.stringify({ version: 1, generation }));
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
