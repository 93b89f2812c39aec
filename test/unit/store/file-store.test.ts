import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../../src/store/file/file-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { InvalidKeyError, type Store } from '../../../src/store/store.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const FOLDER = 'i/d/.staging/export-1';
const bytesOf = (text: string) => new TextEncoder().encode(text);

let folder: TemporaryFolder;
let root: string;
let store: Store;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  root = join(folder.path, 'exports');
  store = createFileStore({ root });
});
afterEach(() => folder.remove());

async function stageText(text: string): Promise<string> {
  const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'sameRun' });
  await stage.append(bytesOf(text));
  await stage.close();
  return stage.name;
}

describe('a folder as a store', () => {
  it('leaves no temporary file behind, won or lost', async () => {
    await store.putIfAbsent('a/b', bytesOf('1'));
    await store.putIfAbsent('a/b', bytesOf('2'));
    await store.replaceIfNewer('a/m', bytesOf('1'), 1);
    await store.replaceIfNewer('a/m', bytesOf('2'), 2);
    expect(await readdir(join(root, '.staging/tmp'))).toEqual([]);
    expect(await readdir(join(root, 'a/.generations/m'))).toEqual(['00000002']);
  });

  it('writes nothing when it only looks', async () => {
    await store.identity({ create: false });
    await store.list('');
    await store.read('a/b');
    await store.size('a/b');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    { fileMode: undefined, file: 0o600, dir: 0o700 },
    { fileMode: 0o640, file: 0o640, dir: 0o750 },
    { fileMode: 0o666, file: 0o666, dir: 0o777 },
  ])(
    'gives files mode $file and folders $dir, whatever the umask',
    async ({ fileMode, file, dir }) => {
      store = createFileStore({ root, fileMode });
      await store.replaceIfNewer('i/d/m', bytesOf('1'), 1);
      await store.publishStage(await stageText('x'), 'i/d/w/x.csv');
      const modeOf = async (path: string) => (await stat(join(root, path))).mode & 0o777;
      expect(await Promise.all(['i/d/m', 'i/d/w/x.csv'].map(modeOf))).toEqual([file, file]);
      expect(await Promise.all(['', 'i', 'i/d/w', FOLDER].map(modeOf))).toEqual([
        dir,
        dir,
        dir,
        dir,
      ]);
    },
  );

  it.each([0o400, 0o1600, 1.5])('refuses the mode %d', (fileMode) => {
    expect(() => createFileStore({ root, fileMode })).toThrow(RangeError);
  });

  it('refuses a relative root', () => {
    expect(() => createFileStore({ root: './exports' })).toThrow(RangeError);
  });

  it('does not follow a symbolic link out of its root, neither folder nor file', async () => {
    const outside = join(folder.path, 'outside');
    await mkdir(join(outside, 'w'), { recursive: true });
    await writeFile(join(outside, 'w', 'secret'), 'secret');
    await mkdir(root);
    await symlink(outside, join(root, 'i'));
    await symlink(join(outside, 'w', 'secret'), join(root, 'secret'));
    const attempts = [
      () => store.read('i/w/secret'),
      () => store.size('i/w/secret'),
      () => store.putIfAbsent('i/w/new', bytesOf('')),
      () => store.replaceIfNewer('i/new/m', bytesOf(''), 1),
      () => store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'sameRun' }),
      () => store.discardStage('i/.staging/x'),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(InvalidKeyError);
    await expect(store.read('secret')).rejects.toThrow(StoreError);
    expect(await store.list('')).toEqual([]);
    expect(await readdir(join(outside, 'w'))).toEqual(['secret']);
  });

  it('finds nothing where nothing is, also behind a symbolic link out of its root', async () => {
    await mkdir(join(folder.path, 'outside'));
    await mkdir(root);
    await symlink(join(folder.path, 'outside'), join(root, 'i'));
    expect(await store.read('i/w/none')).toBeUndefined();
    expect(await store.size('i/w/none')).toBeUndefined();
    expect(await store.list('i/w/none/')).toEqual([]);
  });

  it.each(['', 'above/'])('may itself be reached by a symbolic link: %j', async (above) => {
    await mkdir(join(folder.path, 'disk'));
    await symlink(join(folder.path, 'disk'), join(folder.path, 'link'));
    const linked = createFileStore({ root: join(folder.path, `link/${above}store`) });
    await linked.putIfAbsent('a/b', bytesOf('x'));
    await linked.identity({ create: true });
    expect(await linked.list('')).toEqual(['a/b']);
    expect(await linked.size('a/b')).toBe(1);
    expect(await linked.identity({ create: false })).toBeDefined();
  });

  it('makes its folder of temporary files anew when somebody has tidied up', async () => {
    await store.putIfAbsent('a/b', bytesOf('x'));
    await rm(join(root, '.staging'), { recursive: true });
    expect(await store.putIfAbsent('a/c', bytesOf('x'))).toBe(true);
  });

  it('says what is wrong with a store id that cannot be read', async () => {
    await store.identity({ create: true });
    await rm(join(root, '.store.json'));
    await writeFile(join(root, '.store.json'), '{"version":1}');
    await expect(store.identity({ create: true })).rejects.toMatchObject({
      code: 'CORRUPT',
      path: '.store.json',
    });
  });

  it('says that a file lies where a folder should be', async () => {
    await mkdir(root);
    await writeFile(join(root, 'i'), '');
    const put = store.putIfAbsent('i/d/x', bytesOf(''));
    await expect(put).rejects.toMatchObject({
      name: 'StoreError',
      path: 'i/d/x',
      retryable: false,
    });
  });
});

describe('what a crash leaves of a replaced document', () => {
  const notes = () => join(root, 'a/.generations/m');

  it('is finished by the next call, which may be of the same generation', async () => {
    await store.replaceIfNewer('a/m', bytesOf('1'), 1);
    await writeFile(join(notes(), '00000002'), '2'); // linked, but never put in place
    await writeFile(join(notes(), '00000001.0123456789abcdef'), '1'); // about to be renamed
    expect(await store.replaceIfNewer('a/m', bytesOf('2 again'), 2)).toBe(false);
    expect(await readFile(join(root, 'a/m'), 'utf8')).toBe('2');
    expect(await readdir(notes())).toEqual(['00000002']);
  });

  it('is no obstacle to the next generation', async () => {
    await store.replaceIfNewer('a/m', bytesOf('1'), 1);
    await writeFile(join(notes(), '00000002'), '2');
    expect(await store.replaceIfNewer('a/m', bytesOf('3'), 3)).toBe(true);
    expect(await readFile(join(root, 'a/m'), 'utf8')).toBe('3');
  });

  it('is judged by the document itself when the folder was copied without its hidden part', async () => {
    await store.replaceIfNewer('a/m', bytesOf('{"generation":5}'), 5);
    await rm(join(root, 'a/.generations'), { recursive: true });
    expect(await store.replaceIfNewer('a/m', bytesOf('4'), 4)).toBe(false);
    expect(await store.replaceIfNewer('a/m', bytesOf('6'), 6)).toBe(true);
  });
});

describe('staging in a folder', () => {
  it('takes a half copied part for what it is: a shorter beginning', async () => {
    const name = await stageText('abcdef');
    await writeFile(join(root, FOLDER, 'other-0123456789abcdef.part'), 'abc');
    const stage = await store.openStage({ folder: FOLDER, run: 'new' }, { resumeFrom: 'anyRun' });
    await stage.close();
    expect(stage.resumedBytes).toBe(6);
    expect(await readdir(join(root, FOLDER))).toHaveLength(3);
    expect(name).toMatch(/^i\/d\/\.staging\/export-1\/r-[0-9a-f]{16}\.part$/);
  });

  it('passes over what is no part', async () => {
    await mkdir(join(root, FOLDER, 'folder-0123456789abcdef.part'), { recursive: true });
    await writeFile(join(root, FOLDER, 'notes.txt'), 'much longer than anything else here');
    const stage = await store.openStage({ folder: FOLDER, run: 'new' }, { resumeFrom: 'anyRun' });
    await stage.close();
    expect(stage.resumedBytes).toBe(0);
  });

  it('refuses a second append before the first is done, and keeps the order', async () => {
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'sameRun' });
    const first = stage.append(new Uint8Array(100_000));
    await expect(stage.append(bytesOf('x'))).rejects.toThrow('has not finished');
    await first;
    await stage.close();
    expect(stage.durableBytes()).toBe(100_000);
  });

  it('lets go of the file when a reader stops early', async () => {
    const name = await stageText('x'.repeat(3_000_000));
    for await (const chunk of (await store.readStage(name)).body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const open = await readdir('/proc/self/fd').catch(() => []);
    expect(open.length).toBeLessThan(100);
  });
});
