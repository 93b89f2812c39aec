/**
 * Replacing a document so that the highest generation stays, whoever races and wherever somebody crashes, without a
 * lock. Beside a document `d` lies `.generations/d/`, with two kinds of names:
 *
 * - `00000007`         the body of generation 7, linked there once: this alone decides who is highest;
 * - `00000007.<nonce>` a token: the name that one process is about to rename to `d`.
 *
 * To place generation g a process makes its own token, *then* looks for higher generations, removes all lower tokens,
 * and renames its token. So a sleeper cannot put an old generation back: had it seen no higher generation, its token
 * was there before the higher one looked, which therefore removed it, and the sleeper's rename finds nothing.
 * What a crash leaves (a token, a generation not placed yet) is in nobody's way; the next call finishes or removes it.
 */
import { link, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readPath } from './documents.ts';
import { linkIfAbsent, makeFolder, nonce, syncFolder, withTemporary } from './durable.ts';
import { pathOf, type FileRoot } from './root.ts';
import { generationInside } from '../generation-inside.ts';
import { GENERATIONS } from '../keys.ts';
import { errorCode } from './system-error.ts';

interface Place {
  readonly document: string;
  readonly folder: string;
}

interface Entry {
  readonly name: string;
  readonly generation: number;
  readonly token: boolean;
}

const ENTRY = /^(\d{8,16})(\.[0-9a-f]{16})?$/;

/** True: `generation` was the highest and is what the document says now. */
export async function replaceDocumentIfNewer(
  root: FileRoot,
  key: string,
  body: Uint8Array,
  generation: number,
): Promise<boolean> {
  if (!Number.isSafeInteger(generation) || generation < 1) {
    throw new RangeError(`A generation is a whole number from 1 on, got ${generation}`);
  }
  const place = await placeOf(root, key);
  if ((await storedGeneration(place)) >= generation) {
    await settle(place);
    return false;
  }
  const entry = join(place.folder, nameOf(generation));
  const won = await withTemporary(root, body, (finished) => linkIfAbsent(finished, entry));
  await syncFolder(place.folder);
  return (await settle(place)) === generation && won;
}

async function placeOf(root: FileRoot, key: string): Promise<Place> {
  const document = await pathOf(root, key);
  const folder = join(dirname(document), GENERATIONS, basename(document));
  await makeFolder(root, folder);
  return { document, folder };
}

/** A folder copied without its hidden part: the document itself says how far it is. */
async function storedGeneration(place: Place): Promise<number> {
  const known = highestOf(await survey(place));
  if (known > 0) return known;
  const body = await readPath(place.document);
  return body === undefined ? 0 : generationInside(body);
}

/** Puts the highest generation in place, also one that a crashed process left unplaced. Answers it. */
async function settle(place: Place): Promise<number> {
  for (;;) {
    const highest = highestOf(await survey(place));
    if (highest === 0) return 0;
    if ((await isPlaced(place, highest)) || (await putInPlace(place, highest))) {
      await removeLower(place, highest, await survey(place));
      return highest;
    }
  }
}

/** False: a higher generation came between; look again. */
async function putInPlace(place: Place, generation: number): Promise<boolean> {
  const token = join(place.folder, `${nameOf(generation)}.${nonce()}`);
  if (!(await succeeds(() => link(join(place.folder, nameOf(generation)), token)))) return false;
  try {
    const entries = await survey(place);
    if (highestOf(entries) > generation) return false;
    await removeLowerTokens(place, generation, entries);
    if (!(await succeeds(() => rename(token, place.document)))) return false;
    await syncFolder(dirname(place.document));
    return true;
  } finally {
    // Renaming a link onto another link of the same file does nothing and leaves both.
    await rm(token, { force: true });
  }
}

/** False on ENOENT: a higher generation has removed the name. */
async function succeeds(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function removeLowerTokens(place: Place, generation: number, entries: readonly Entry[]) {
  const tokens = entries.filter((entry) => entry.token);
  await removeLower(place, generation, tokens);
}

async function removeLower(place: Place, generation: number, entries: readonly Entry[]) {
  for (const entry of entries) {
    if (entry.generation < generation) await rm(join(place.folder, entry.name), { force: true });
  }
}

async function isPlaced(place: Place, generation: number): Promise<boolean> {
  try {
    const here = await stat(place.document, { bigint: true });
    const body = await stat(join(place.folder, nameOf(generation)), { bigint: true });
    return here.ino === body.ino && here.dev === body.dev;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function survey(place: Place): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of await readdir(place.folder)) {
    const [, digits, token] = ENTRY.exec(name) ?? [];
    if (digits !== undefined) {
      entries.push({ name, generation: Number(digits), token: token !== undefined });
    }
  }
  return entries;
}

function highestOf(entries: readonly Entry[]): number {
  return Math.max(0, ...entries.filter(({ token }) => !token).map(({ generation }) => generation));
}

function nameOf(generation: number): string {
  return String(generation).padStart(8, '0');
}
