/** What ends well is in readme.test.ts. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expectAllStopped } from '../support/demo-output.ts';
import { spawnCli } from '../support/spawn-cli.ts';
import '../support/temporal-server.ts';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-demo-'));
  env = {
    TEMPORAL_CLI_PATH: inject('temporalExecutable'),
    // Somebody's real server: the demo must not look at it.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_PROFILE: 'production',
    TEMPORAL_API_KEY: 'not-for-the-demo',
    EXTRACT_TASK_QUEUE: 'somebody-elses',
    MARKETO_BASE_URL: 'http://127.0.0.1:1',
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('Ctrl-C stops all that the demo has started', async () => {
  const demo = spawnCli(['demo'], { env, cwd: folder });
  await demo.waitForLine((line) => line.includes('Exporting'), 90_000);
  const { code } = await demo.kill('SIGINT', 30_000);
  expect(code, demo.stderr()).toBe(130);
  await expectAllStopped(demo.stdout());
  expect(await readdir(folder)).toEqual(['exports']);
}, 130_000);
