import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/marketo/client-config.ts';
import { EXTRACT_SETTINGS } from '../../../src/config/extract-settings.ts';
import { MARKETO_SETTINGS } from '../../../src/config/marketo-settings.ts';
import { sectionOf } from '../../support/document-sections.ts';
import { expectAccepted } from '../../support/expect-accepted.ts';
import { fencedBlocks } from '../../support/fenced-blocks.ts';

const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const commands = fencedBlocks(page)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));
/** Those of Temporal's own CLI are run by test/resilience/upgrade.test.ts. */
const own = commands.filter((command) => !command.startsWith('temporal '));

const RUNBOOKS = [
  ...['Quota exhausted', 'Stuck job', 'Disk full', 'Lost worker', 'Wrong credentials'],
  ...['Wrong keys of a bucket', 'Wrong keys or certificates for Temporal'],
];

describe('docs/operations.md', () => {
  it.each([...new Set(own)])('shows a command that is taken: %s', async (command) => {
    expect(command).toMatch(/^npm start -- /);
    await expectAccepted(command.replace('npm start --', 'marketo-extract'));
  });

  it('has a runbook for each trouble that an operator meets', () => {
    const runbooks = [...page.split('## Runbooks')[1]!.matchAll(/^### (.+)$/gm)];
    expect(runbooks.map(([, title]) => title)).toEqual([...RUNBOOKS, 'Moving from a folder to S3']);
  });

  it.each(RUNBOOKS)('says of %s how it shows, what to do and when it is over', (title) => {
    const words = [...sectionOf(page, title).matchAll(/^\*\*(Shows|Do|Over)\*\*/gm)];
    expect(words.map(([, word]) => word)).toEqual(['Shows', 'Do', 'Over']);
  });

  it('tells the defaults as the code has them', () => {
    const limits = sectionOf(page, 'Limits of an instance');
    expect(MARKETO_SETTINGS.callsPer20s.default).toBe(String(DEFAULT_LIMITS.callsPer20s));
    expect(limits).toContain(`a worker makes at most ${DEFAULT_LIMITS.callsPer20s};`);
    const { concurrentCalls, concurrentFiles } = DEFAULT_LIMITS;
    expect(limits).toContain(`at most ${concurrentCalls}, of them ${concurrentFiles} downloads`);
    expect(limits).toContain(EXTRACT_SETTINGS.dailyQuotaBytes.default.replace('MB', ' MB'));
    expect(page).toContain(
      `\`EXTRACT_JOB_TIMEOUT\` (${EXTRACT_SETTINGS.jobTimeoutMs.default.replace('h', ' h')})`,
    );
    expect(page).toContain(
      `${EXTRACT_SETTINGS.heartbeatTimeoutMs.default.replace('s', ' s')} after`,
    );
  });
});
