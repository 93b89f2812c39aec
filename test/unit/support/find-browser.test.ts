import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../support/find-browser.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

async function executable(name: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

describe('a browser for tests', () => {
  it.each(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'])(
    'is found on the PATH as %s',
    async (name) => {
      const path = await executable(name);
      expect(await findBrowser({ PATH: folder.path })).toEqual({ available: true, path });
    },
  );

  it('is the one that CHROMIUM_PATH names, before any on the PATH', async () => {
    await executable('chromium');
    const path = await executable('my-own');
    const env = { PATH: folder.path, CHROMIUM_PATH: path };
    expect(await findBrowser(env)).toEqual({ available: true, path });
  });

  it('that CHROMIUM_PATH names and that is not there is a fault, even when the PATH has one', async () => {
    await executable('chromium');
    const missing = join(folder.path, 'missing');
    const env = { PATH: folder.path, CHROMIUM_PATH: missing };
    await expect(findBrowser(env)).rejects.toThrow(`CHROMIUM_PATH is ${missing}, which is not`);
  });

  describe.skipIf(process.platform === 'darwin')('that is nowhere', () => {
    it('is a reason to skip, with what to do', async () => {
      expect(await findBrowser({ PATH: folder.path })).toEqual({
        available: false,
        reason: expect.stringMatching(/No Chromium.*apt-get install.*CHROMIUM_PATH/s) as string,
      });
    });

    it('is a failure in CI', async () => {
      await expect(findBrowser({ PATH: folder.path, CI: 'true' })).rejects.toThrow('No Chromium');
    });
  });
});
