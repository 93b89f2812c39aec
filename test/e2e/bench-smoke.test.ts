/** Every bench in tiny: that it works, not how fast. `npm run bench` is the measuring. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BENCHES } from '../../bench/benches.ts';
import { type SpawnedProcess, spawnEntry } from '../support/spawn-entry.ts';

const SMOKE_MS = 110_000;
const ROOT = new URL('../../', import.meta.url);
let run: SpawnedProcess;
let before: string;

beforeAll(() => {
  before = changedFiles();
  run = spawnEntry({ entry: 'bench/run.ts', args: ['--smoke'] });
});

afterAll(() => run.kill('SIGTERM'));

it.for(BENCHES)('the bench $name runs', async ({ name }, { skip }) => {
  const end = new RegExp(`^${name}: (done|failed)`);
  expect(await run.waitForLine((line) => end.test(line), SMOKE_MS)).toMatch(/: done in /);
  const own = run.stdout().split(new RegExp(`^${name}: `, 'm'))[1];
  if ((process.env.CI ?? '') !== '') expect(own).not.toMatch(/left out: nginx/);
  else skip(own?.includes('left out: nginx') === true, 'nginx is not installed');
  expect(own).toMatch(/, round 1\/1: /);
});

it('npm run bench -- --smoke ends well and leaves no results behind', async () => {
  const { code } = await run.exited;
  expect(code, run.stderr()).toBe(0);
  expect(changedFiles()).toBe(before);
});

/** Of results and page, against what is committed. */
function changedFiles(): string {
  const paths = ['bench/results', 'docs/performance.md'];
  return execFileSync('git', ['status', '--porcelain', ...paths], { cwd: ROOT, encoding: 'utf8' });
}
