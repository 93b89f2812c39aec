import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { S3_SETTINGS } from '../../../src/config/s3-settings.ts';
import { expectAccepted } from '../../support/expect-accepted.ts';
import { fencedBlocks } from '../../support/fenced-blocks.ts';

const page = readFileSync(new URL('../../../docs/s3.md', import.meta.url), 'utf8');
const commands = fencedBlocks(page)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));

describe('docs/s3.md', () => {
  it.each(commands)('shows a command that is taken: %s', async (command) => {
    await expectAccepted(command);
  });

  it('tells of every setting that only a bucket has', () => {
    const told = [...page.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name);
    expect(told).toEqual(
      expect.arrayContaining(Object.values(S3_SETTINGS).map(({ variable }) => variable)),
    );
  });
});
