import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLogger, temporalLogger } from '../../../src/observability/logger.ts';
import { SCENES, SECRET } from './log-scenes.ts';

interface Line {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly scene?: string;
  readonly error?: unknown;
}

let text = '';
let lines: readonly Line[] = [];

/** In a process of its own: the logger writes to stdout, past everything that a test could put in between. */
beforeAll(async () => {
  const program = fileURLToPath(new URL('./log-lines.ts', import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program], { timeout: 30_000 });
  text = stdout;
  lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
});

describe('the log', () => {
  it('is one JSON object a line, with level, time and message, to its last line', () => {
    for (const { level, time, msg } of lines) {
      expect(level).toMatch(/^(info|error)$/);
      expect(new Date(time).toISOString()).toBe(time);
      expect(msg).not.toBe('');
    }
    expect(lines.at(-1)?.msg).toBe('the last line');
  });

  it('leaves out what is below its level', () => {
    expect(text).not.toContain('below the level');
  });

  it.each(['debug', 'info', 'error'])(
    'does not even put a line of the SDK together that is below the level %s',
    (level) => {
      let read = 0;
      const meta = {
        get step() {
          read += 1;
          return 'downloadFile';
        },
      };
      temporalLogger(createLogger(level)).trace('a step has begun', meta);
      expect(read).toBe(0);
    },
  );

  it.each(SCENES.map(({ name }) => name))('does not tell %s, whoever logs it', (name) => {
    const told = lines.filter(({ scene }) => scene === name);
    expect(told.map(({ msg }) => msg)).toEqual(['pino', 'temporal']);
    for (const line of told) {
      const json = JSON.stringify(line);
      expect(json).not.toContain(SECRET);
      expect(json).toContain('[redacted]');
      expect(json).toContain('kept');
    }
  });

  it('tells an error by name, message and stack alone, and no task token', () => {
    const line = lines.find(({ scene }) => scene === 'error');
    expect(line?.error).toEqual({
      name: 'Error',
      message: 'no answer',
      stack: expect.stringContaining('no answer') as string,
    });
    expect(JSON.stringify(line)).not.toContain(SECRET);
    expect(line).not.toHaveProperty('taskToken');
  });

  it('holds the secret nowhere', () => {
    expect(text).not.toContain(SECRET);
  });
});
