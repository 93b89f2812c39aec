/** What a loader may read: the published files of a dataset, as their manifests tell. */
import { formatInstant, parseInstant, type EpochSeconds } from '../domain/instant.ts';
import { overlaps, type Interval } from '../domain/interval.ts';
import { windowText, type WindowText } from '../domain/windows.ts';
import type { Store } from '../store/store.ts';
import { LedgerCorruptError } from './errors.ts';
import { dataKey } from './keys.ts';
import { publishedWindow, type PublishedWindow } from './published-window.ts';
import { listPublished, readManifest } from './records.ts';
import { sideBySide } from './side-by-side.ts';
import type { DatasetRef, Manifest } from './types.ts';

/** One published window. JSON; the members are read by scripts (`files --output json`). */
export interface PublishedFile extends PublishedWindow {
  readonly generation: number;
  /** The publishing worker's clock. */
  readonly publishedAt: string;
  /** What the window's file was before: rows that were loaded from it are to be replaced. */
  readonly supersedes?: {
    readonly exportId: string;
    readonly dataUri: string;
    readonly generation: number;
  };
}

/** A published window whose file cannot be read; nothing else of the dataset suffers from it. */
export interface UnreadableFile extends WindowText {
  readonly why: 'fileMissing' | 'sizeDiffers' | 'manifestUnreadable';
  readonly message: string;
}

export interface FileListing {
  /** Ascending by window. */
  readonly files: readonly PublishedFile[];
  readonly unreadable: readonly UnreadableFile[];
  /** `since` of the next listing: until then nothing is missed but what `overlapSeconds` does not cover. */
  readonly nextSince: string;
}

export interface FileSelection {
  /** Windows that touch it, whole. */
  readonly period?: Interval | undefined;
  /** Published at this instant or later. */
  readonly since?: EpochSeconds | undefined;
  readonly finalOnly?: boolean;
  /** The clock of whoever asks. */
  readonly now: EpochSeconds;
  /** How far a worker's clock, and the step from its note of the time to its manifest, may lag behind `now`. */
  readonly overlapSeconds: number;
}

/** Reads the manifests only, not the files; size and presence of each file are checked. */
export async function listFiles(
  store: Store,
  ref: DatasetRef,
  selection: FileSelection,
): Promise<FileListing> {
  const { period } = selection;
  const published = await listPublished(store, ref);
  const windows = published.filter((window) => period === undefined || overlaps(window, period));
  const looks = await sideBySide(windows, (window) => look(store, ref, window));
  const found = looks
    .filter((one) => one !== undefined)
    .filter((one) => isSelected(one, selection));
  return {
    files: found.flatMap((one) => ('file' in one ? one.file : [])),
    unreadable: found.flatMap((one) => ('unreadable' in one ? one.unreadable : [])),
    nextSince: formatInstant(nextSince(found, selection)),
  };
}

type Found =
  | { readonly manifest: Manifest; readonly file: PublishedFile }
  | { readonly manifest: Manifest | undefined; readonly unreadable: UnreadableFile };

/** Undefined: the window was forgotten by hand since the listing. */
async function look(store: Store, ref: DatasetRef, window: Interval): Promise<Found | undefined> {
  for (let before: Manifest | undefined; ;) {
    const manifest = await read(store, ref, window);
    if (manifest === undefined || 'unreadable' in manifest) return manifest;
    const bytes = await store.size(dataKey(ref, window, manifest.file));
    if (bytes === manifest.bytes)
      return { manifest, file: published(store, ref, window, manifest) };
    // A superseded file may go between the two looks; the manifest then is a newer one.
    if (before?.generation === manifest.generation) {
      return { manifest, unreadable: wrongFile(window, manifest, bytes) };
    }
    before = manifest;
  }
}

async function read(store: Store, ref: DatasetRef, window: Interval) {
  try {
    return await readManifest(store, ref, window);
  } catch (error) {
    if (!(error instanceof LedgerCorruptError)) throw error;
    const why = 'manifestUnreadable' as const;
    const unreadable = { ...windowText(window), why, message: error.message };
    return { manifest: undefined, unreadable };
  }
}

function published(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  manifest: Manifest,
): PublishedFile {
  const { generation, publishedAt, supersedes } = manifest;
  return {
    ...publishedWindow(store, ref, manifest),
    generation,
    publishedAt,
    ...(supersedes === undefined
      ? {}
      : {
          supersedes: {
            exportId: supersedes.exportId,
            dataUri: store.uriOf(dataKey(ref, window, supersedes.file)),
            generation: supersedes.generation,
          },
        }),
  };
}

function wrongFile(
  window: Interval,
  { file, bytes }: Manifest,
  found: number | undefined,
): UnreadableFile {
  const should = `${file} should have ${bytes} bytes`;
  return found === undefined
    ? { ...windowText(window), why: 'fileMissing', message: `${should} and is not there` }
    : { ...windowText(window), why: 'sizeDiffers', message: `${should} and has ${found}` };
}

/** A manifest that cannot be read may be anything: it is told whatever is asked for. */
function isSelected({ manifest }: Found, { since, finalOnly }: FileSelection): boolean {
  if (manifest === undefined) return true;
  if (finalOnly === true && !manifest.final) return false;
  return since === undefined || parseInstant(manifest.publishedAt) >= since;
}

/** Never before `since`, and never past what could not be read: put back, it keeps its old time. */
function nextSince(
  found: readonly Found[],
  { since = 0, now, overlapSeconds }: FileSelection,
): EpochSeconds {
  const waiting = found.flatMap((one) => {
    if (!('unreadable' in one)) return [];
    return one.manifest === undefined ? 0 : parseInstant(one.manifest.publishedAt);
  });
  return Math.max(since, Math.min(now - overlapSeconds, ...waiting));
}
