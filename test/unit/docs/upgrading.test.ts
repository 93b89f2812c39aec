import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectAccepted } from '../../support/expect-accepted.ts';
import { shownCommands } from '../../support/shown-commands.ts';

const page = readFileSync(new URL('../../../docs/upgrading.md', import.meta.url), 'utf8');
/** Those of Temporal's own CLI are run by test/resilience/upgrade.test.ts. */
const own = shownCommands(page).filter((command) => !command.startsWith('temporal '));

describe('docs/upgrading.md', () => {
  it.each(own)('shows a command that is taken: %s', async (command) => {
    expect(command).toMatch(/^npm start -- /);
    await expectAccepted(command.replace('npm start --', 'marketo-extract'));
  });

  it('names settings that there are', () => {
    const settings = readFileSync(
      new URL('../../../docs/configuration.md', import.meta.url),
      'utf8',
    );
    const named = page.match(/TEMPORAL_(?:DEPLOYMENT|WORKER)_\w+/g) ?? [];
    for (const variable of named) expect(settings).toContain(`\`${variable}\``);
  });
});
