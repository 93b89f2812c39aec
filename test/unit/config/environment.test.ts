import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/environment.ts';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'env-'))));
afterEach(() => rmSync(cwd, { recursive: true }));

function write(content: string): void {
  writeFileSync(join(cwd, '.env'), content);
}

describe('readEnvironment', () => {
  it('is the real environment where there is no .env', () => {
    expect(readEnvironment(cwd, { A: '1' })).toEqual({ A: '1' });
  });

  it('adds what .env says; the real environment wins', () => {
    write('# comment\nA=file\nB="quoted # text"\nexport C=3\n');
    expect(readEnvironment(cwd, { A: 'real' })).toEqual({ A: 'real', B: 'quoted # text', C: '3' });
  });

  it('an empty variable counts as unset, so .env speaks', () => {
    write('A=file');
    expect(readEnvironment(cwd, { A: '', B: ' ', C: undefined })).toEqual({ A: 'file' });
  });

  it('takes a byte order mark and CRLF', () => {
    write('\uFEFFA=1\r\nB=2\r\n');
    expect(readEnvironment(cwd, {})).toEqual({ A: '1', B: '2' });
  });

  it('changes nothing in the process', () => {
    write('EXTRACT_TEST_ONLY=1');
    readEnvironment(cwd);
    expect(process.env.EXTRACT_TEST_ONLY).toBeUndefined();
  });

  it('says so when .env is there and cannot be read', () => {
    mkdirSync(join(cwd, '.env'));
    expect(() => readEnvironment(cwd, {})).toThrow(/\.env cannot be read/);
  });
});
