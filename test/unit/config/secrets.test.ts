import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWorkerConfig } from '../../../src/config/load.ts';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { CWD, environment, faultsOf, marketoOf, SECRET } from './sample-environment.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-'));
  file = join(folder, 'secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

function fromFile(path = file): Record<string, string | undefined> {
  return { MARKETO_CLIENT_SECRET: undefined, MARKETO_CLIENT_SECRET_FILE: path };
}

describe('a secret from a file', () => {
  it.each(['\n', '\r\n', '  \n\n', ''])('is trimmed: %j behind it', (rest) => {
    writeFileSync(file, `${SECRET}${rest}`);
    expect(marketoOf(fromFile()).clientSecret()).toBe(SECRET);
  });

  it('loses a byte order mark', () => {
    writeFileSync(file, `\uFEFF${SECRET}`);
    expect(marketoOf(fromFile()).clientSecret()).toBe(SECRET);
  });

  it('is found from the working folder', () => {
    writeFileSync(file, SECRET);
    const result = loadWorkerConfig(environment(fromFile('secret')), folder);
    expect(result.ok && result.config.instances.get('default')?.clientSecret()).toBe(SECRET);
  });

  it('is read anew when it was rotated; the last good one stays while it is gone or empty', () => {
    writeFileSync(file, 'first-secret');
    const { clientSecret } = marketoOf(fromFile());
    writeFileSync(file, 'second-secret');
    expect(clientSecret()).toBe('second-secret');
    writeFileSync(file, '');
    expect(clientSecret()).toBe('second-secret');
    rmSync(file);
    expect(clientSecret()).toBe('second-secret');
  });

  it.each([
    ['empty', '\n', /is empty/],
    ['of two lines', 'a\nb', /line breaks/],
    ['too large', 's'.repeat(5_000), /longer than 4096/],
    ['not text', '\u0000\u0001', /ASCII/],
  ])('that is %s is a fault', (_what, content, gist) => {
    writeFileSync(file, content);
    const [fault] = faultsOf(fromFile());
    expect(fault).toMatchObject({ path: 'MARKETO_CLIENT_SECRET_FILE' });
    expect(fault!.message).toMatch(gist);
  });

  it.each([
    ['missing', () => join(folder, 'none'), /ENOENT/],
    ['a folder', () => folder, /EISDIR/],
  ])('that is %s is a fault', (_what, path, gist) => {
    expect(faultsOf(fromFile(path()))).toMatchObject([
      { path: 'MARKETO_CLIENT_SECRET_FILE', message: expect.stringMatching(gist) as string },
    ]);
  });

  it('beside a secret is a fault', () => {
    writeFileSync(file, SECRET);
    expect(faultsOf({ MARKETO_CLIENT_SECRET_FILE: file })).toMatchObject([
      { path: 'MARKETO_CLIENT_SECRET', message: expect.stringContaining('unset one') as string },
    ]);
  });
});

describe('no message holds the secret', () => {
  it.each(ALL_SETTINGS.map(({ variable }) => variable))('put into %s', (variable) => {
    const both = loadWorkerConfig(environment({ [variable]: SECRET }), CWD);
    const alone = loadWorkerConfig({ [variable]: SECRET, MARKETO_CLIENT_SECRET: SECRET }, CWD);
    const messages = [both, alone].map((result) => [
      result.warnings,
      result.ok ? [] : result.faults,
    ]);
    expect(JSON.stringify(messages)).not.toContain(SECRET);
  });

  it.each([
    'MARKETO_BASE_URL',
    'MARKETO_CLIENT_ID',
    'MARKETO_CLIENT_SECRET',
    'MARKETO_CLIENT_SECRET_FILE',
  ])('mixed up, with blanks in it, and standing only in %s', (variable) => {
    const result = loadWorkerConfig({ [variable]: `${SECRET} ${SECRET}` }, CWD);
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  it('as the name of a variable', () => {
    const name = `MARKETO_${SECRET}`;
    expect(loadWorkerConfig(environment({ [name]: '1' }), CWD).warnings.join()).not.toContain(
      SECRET,
    );
  });
});
