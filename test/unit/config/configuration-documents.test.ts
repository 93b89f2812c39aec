import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { environmentExample, settingsTable } from '../../../src/config/documentation.ts';
import { loadWorkerConfig } from '../../../src/config/load.ts';
import { formatFaults } from '../../../src/interface/fault.ts';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { CWD, environment } from './sample-environment.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/configuration.md', root), 'utf8');
const example = readFileSync(new URL('.env.example', root), 'utf8');

describe('docs/configuration.md', () => {
  it.each(settingsTable().split('\n'))('has the row %s (npm run generate)', (row) => {
    expect(page.split('\n')).toContain(row);
  });

  it('has a row for no variable that there is not', () => {
    const rows = [...page.matchAll(/^\| `((?:AWS|EXTRACT|MARKETO|TEMPORAL)_\w+)` +\|/gm)].map(
      ([, name]) => name,
    );
    expect(rows).toEqual(ALL_SETTINGS.map(({ variable }) => variable));
  });

  it('shows messages that the program really writes', () => {
    const shown = /```\n(The configuration has [\s\S]*?)\n```/.exec(page)?.[1];
    const wrong = {
      EXTRACT_POLL_INTERVAL: '60',
      MARKETO_CLIENT_ID: '',
      EXTRACT_DESTINATION: './exports',
    };
    const result = loadWorkerConfig(environment(wrong), CWD);
    expect(result.ok ? '' : formatFaults(result.faults, 'The configuration')).toBe(shown);
  });
});

describe('.env.example', () => {
  it('is what the settings generate (npm run generate)', () => {
    expect(example).toBe(environmentExample());
  });

  it('sets nothing as it is', () => {
    expect(parseEnv(example)).toEqual({});
  });

  it('gives the defaults and readable examples when every line is taken in', () => {
    const all = parseEnv(example.replaceAll(/^#(?=[A-Z])/gm, ''));
    delete all.MARKETO_CLIENT_SECRET_FILE;
    delete all.MARKETO_INSTANCES_FILE;
    const result = loadWorkerConfig({ ...all, MARKETO_CLIENT_SECRET: 'some-secret' }, CWD);
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('every setting', () => {
  it.each(ALL_SETTINGS)('$variable has an example that it takes', ({ example: text, read }) => {
    expect(read(text)).toMatchObject({ ok: true });
  });
});
