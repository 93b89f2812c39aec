/** `.ci/steps`: what runs side by side fails the whole, loudly, and leaves nothing behind. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';

const STEPS = fileURLToPath(new URL('../../.ci/steps', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A script as `.ci/run` is one, with lanes of its own. */
function script(body: string): Promise<Ended> {
  const text = `set -euo pipefail\n. "${STEPS}"\n${body}`;
  return new Promise((resolve) => {
    execFile('bash', ['-c', text], { timeout: 30_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const LANES = `
  good() { step 'first' echo unheard; step 'second' true; }
  other() { step 'third' true; }
  begin good; begin other`;

it('goes on after lanes whose steps have all gone well, each told in a line', async () => {
  const { code, out, err } = await script(`${LANES}\nawait good other; echo went on`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.trim().split('\n');
  expect(lines.at(-1)).toBe('went on');
  expect(lines.slice(0, -1).toSorted()).toEqual([
    expect.stringMatching(/^ok: first, \d+ s$/),
    expect.stringMatching(/^ok: second, \d+ s$/),
    expect.stringMatching(/^ok: third, \d+ s$/),
  ]);
});

it.each([
  { what: 'a step that fails', lane: `step 'bad' sh -c 'echo why; exit 3'`, says: 'why' },
  { what: 'a command that is not there', lane: `step 'bad' no-such-command`, says: 'not found' },
  { what: 'a mistake outside of steps', lane: 'no-such-command', says: 'not found' },
  { what: 'a lane that is killed', lane: 'kill -9 "$BASHPID"', says: '' },
])('$what ends the script, by name and with what it wrote', async ({ lane, says }) => {
  const broken = `broken() { ${lane}; }\nbegin broken`;
  const { code, out, err } = await script(`${LANES}\n${broken}\nawait good broken other; echo on`);
  expect(code).toBe(1);
  expect(err).toContain(says);
  expect(err.trimEnd().split('\n').at(-1)).toBe('Failed: broken');
  expect(out).not.toContain('on\n');
});

it('the steps behind one that failed are taken, so that one run tells all', async () => {
  const lane = `lane() { step 'bad' false; step 'next' true; step 'worse' false; }\nbegin lane`;
  const { code, out, err } = await script(`${lane}\nawait lane`);
  expect(code).toBe(1);
  expect(out).toMatch(/^ok: next/);
  expect(err).toMatch(/FAILED: bad \(false\)\n.*FAILED: worse \(false\)\nFailed: lane/s);
});

it('lanes that nobody awaited end with the script, and so do their commands', async () => {
  const lane = `sleeper() { step 'sleep' sh -c 'echo $$ >&3; sleep 600'; }`;
  const { out } = await script(
    `${lane}\nmkfifo "$logs/pid"; exec 3<>"$logs/pid"; begin sleeper\nread -r pid <&3; echo "$pid"`,
  );
  const pid = Number(out.trim());
  expect(pid).toBeGreaterThan(1);
  await eventually('it is gone', () => (isAlive(pid) ? undefined : true));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
