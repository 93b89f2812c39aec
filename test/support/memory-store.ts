/** A store in memory for tests of what stands on the port. Runs the same conformance suite as the real ones. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  checkKey,
  checkPrefix,
  checkPublicKey,
  checkRun,
  checkStagingKey,
} from '../../src/store/keys.ts';
import { StagingLostError, type StagedFile, type Store } from '../../src/store/store.ts';

const CHUNK_BYTES = 1024 * 1024;

interface Part {
  readonly run: string;
  body: Uint8Array;
  changedMs: number;
}

interface Contents {
  readonly files: Map<string, Uint8Array>;
  readonly changed: Map<string, number>;
  readonly generations: Map<string, number>;
  readonly parts: Map<string, Part>;
  id?: string;
}

export function createMemoryStore(): Store {
  const contents: Contents = {
    files: new Map(),
    changed: new Map(),
    generations: new Map(),
    parts: new Map(),
  };
  return { ...documents(contents), ...bytes(contents), ...staging(contents) };
}

/** Each step in one turn of the event loop, so that no two can interleave. */
function later<T>(step: () => T): Promise<T> {
  return Promise.resolve().then(step);
}

function documents(contents: Contents) {
  const { files, changed, generations } = contents;
  return {
    uri: 'memory:',
    uriOf: (key: string) => `memory:/${checkKey(key)}`,
    identity: ({ create }: { readonly create: boolean }) =>
      later(() => (create ? (contents.id ??= randomUUID()) : contents.id)),
    read: (key: string) => later(() => files.get(checkPublicKey(key))?.slice()),
    putIfAbsent: (key: string, body: Uint8Array) =>
      later(() => {
        if (files.has(checkPublicKey(key))) return false;
        files.set(key, body.slice());
        changed.set(key, Date.now());
        return true;
      }),
    replaceIfNewer: (key: string, body: Uint8Array, generation: number) =>
      later(() => {
        if (!Number.isSafeInteger(generation) || generation < 1) throw new RangeError('generation');
        if ((generations.get(checkPublicKey(key)) ?? 0) >= generation) return false;
        files.set(key, body.slice());
        changed.set(key, Date.now());
        generations.set(key, generation);
        return true;
      }),
    list: (prefix: string) =>
      later(() => {
        checkPrefix(prefix);
        return [...files.keys()].filter((key) => key.startsWith(prefix)).sort();
      }),
    folders: (folder: string) =>
      later(() => {
        const within = `${checkKey(folder)}/`;
        const below = [...files.keys()].filter((key) => key.startsWith(within));
        const parts = below.map((key) => key.slice(within.length).split('/'));
        return [
          ...new Set(parts.flatMap(([name = '', rest]) => (rest === undefined ? [] : name))),
        ].sort();
      }),
  };
}

function bytes({ files, changed }: Contents) {
  return {
    size: (key: string) => later(() => files.get(checkPublicKey(key))?.length),
    changedMs: (key: string) =>
      later(() => (files.has(checkPublicKey(key)) ? changed.get(key) : undefined)),
    remove: (key: string) => later(() => void files.delete(checkPublicKey(key))),
    openRead: (key: string) =>
      later(() => {
        const body = files.get(checkPublicKey(key));
        if (body === undefined) throw new Error(`No such file: ${key}`);
        return chunksOf(body);
      }),
  };
}

function staging({ files, changed, parts }: Contents) {
  const partOf = (name: string): Part => {
    const part = parts.get(checkStagingKey(name));
    if (part === undefined) throw new StagingLostError(name);
    return part;
  };
  return {
    openStage: ({ folder, run }, { resumeFrom, maxBytes = Infinity }) =>
      later(() => {
        const name = checkStagingKey(
          `${folder}/${checkRun(run)}-${randomBytes(8).toString('hex')}.part`,
        );
        const earlier = [...parts].filter(([key]) => key.startsWith(`${folder}/`));
        const bodies = earlier
          .filter(([, part]) => resumeFrom === 'anyRun' || part.run === run)
          .map(([, part]) => part.body)
          .filter(({ length }) => length <= maxBytes);
        const longest = bodies.sort((a, b) => b.length - a.length)[0] ?? new Uint8Array();
        for (const [key, part] of earlier) if (part.run === run) parts.delete(key);
        return stagedFile(parts, name, { run, body: longest.slice(), changedMs: Date.now() });
      }),
    readStage: (name) => later(() => ({ body: chunksOf(partOf(name).body) })),
    preparePublish: ({ name }, key) => {
      checkStagingKey(name);
      checkPublicKey(key);
      return undefined;
    },
    discardPrepared: (key) => later(() => void checkPublicKey(key)),
    publishStage: (name, key) =>
      later(() => {
        files.set(checkPublicKey(key), partOf(name).body);
        changed.set(key, Date.now());
        parts.delete(name);
      }),
    discardStage: (folder) =>
      later(() => {
        checkStagingKey(folder);
        for (const key of parts.keys()) if (key.startsWith(`${folder}/`)) parts.delete(key);
      }),
    listStaged: (folder) =>
      later(() =>
        [...parts]
          .filter(([key]) => key.startsWith(`${checkKey(folder)}/.staging/`))
          .map(([key, { body, changedMs }]) => ({ key, bytes: body.length, changedMs }))
          .sort((a, b) => (a.key < b.key ? -1 : 1)),
      ),
    listTemporary: () => Promise.resolve([]),
    removeStaged: (key) => later(() => void parts.delete(checkStagingKey(key))),
  } satisfies Partial<Store>;
}

function stagedFile(parts: Map<string, Part>, name: string, part: Part): StagedFile {
  parts.set(name, part);
  return {
    name,
    resumedBytes: part.body.length,
    append: (chunk) =>
      later(() => {
        part.body = Buffer.concat([part.body, chunk]);
        part.changedMs = Date.now();
      }),
    durableBytes: () => part.body.length,
    finish: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable, as the port has it
async function* chunksOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.slice(at, at + CHUNK_BYTES);
}
