import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadWorkerConfig } from '../../../src/config/load.ts';
import { fencedBlocks } from '../../support/fenced-blocks.ts';

const page = readFileSync(new URL('../../../docs/instances.md', import.meta.url), 'utf8');

it('docs/instances.md shows a file that is taken, once its secrets are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'instances-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [shown] = fencedBlocks(page).filter(({ language }) => language === 'json');
  const secret = join(folder, 'emea');
  writeFileSync(secret, 'emea-secret\n');
  writeFileSync(join(folder, 'i.json'), shown!.text.replace('/run/secrets/emea', secret));
  const result = loadWorkerConfig(
    { MARKETO_INSTANCES_FILE: 'i.json', US_CLIENT_ID: 'us', US_SECRET: 'us-secret' },
    folder,
  );
  expect(result.ok ? [...result.config.instances.keys()] : result.faults).toEqual(['emea', 'us']);
});

it('docs/instances.md has a row for every member of an instance, and for no other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'instances-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'i.json'), '{"instances": {"emea": {"zzzzzzzzzzz": 1}}}');
  const result = loadWorkerConfig({ MARKETO_INSTANCES_FILE: 'i.json' }, folder);
  const told = result.ok
    ? ''
    : (result.faults.find(({ path }) => path.endsWith('zzz'))?.message ?? '');
  const known = told.split('Known here: ')[1]?.split(', ') ?? [];
  const rows = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, name = '']) => name);
  expect(known.length).toBeGreaterThan(5);
  expect(rows.sort()).toEqual(known.sort());
});
