/** The terminal pictures of the documents: what a terminal shows is in them, what one machine is called is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { terminalSvg } from '../../scripts/pictures/terminal-svg.ts';
import { record, type Line, type TerminalOptions } from '../../scripts/pictures/terminal.ts';

const root = new URL('../../', import.meta.url);
const plain = { bold: false, dim: false };

const recorded = (command: string, options: Partial<TerminalOptions> = {}) =>
  record(command, { cwd: fileURLToPath(root), env: process.env, columns: 40, ...options });

const words = (lines: readonly Line[]) => lines.map((line) => line.map(({ text }) => text));

describe('a recording', () => {
  it('is of a terminal as wide as asked', async () => {
    expect(words(await recorded('test -t 1 && stty size'))).toEqual([['60 40']]);
  });

  it('shows what was redrawn once', async () => {
    const lines = await recorded(String.raw`printf 'one\n50 %%\r\033[K100 %%\n'`);
    expect(words(lines)).toEqual([['one'], ['100 %']]);
  });

  it('can be of a moment before the end', async () => {
    const command = String.raw`printf 'half'; printf '\r\033[Kwhole\n'; printf 'more\n'`;
    const lines = await recorded(command, { when: (screen) => screen.includes('whole') });
    expect(words(lines)[0]).toEqual(['whole']);
    await expect(recorded(command, { when: () => false })).rejects.toThrow('never showed it');
  });

  it('keeps colours and weights where they are', async () => {
    const lines = await recorded(String.raw`printf '  \033[32mgreen\033[0m \033[1mbold\033[0m\n'`);
    expect(lines).toEqual([
      [
        { column: 2, text: 'green', style: { ...plain, color: 2 } },
        { column: 8, text: 'bold', style: { ...plain, bold: true } },
      ],
    ]);
  });

  it('fails when the command does', async () => {
    await expect(recorded('echo no such thing; exit 3')).rejects.toThrow(
      /ended with 3:\nno such thing/,
    );
  });
});

describe('a picture', () => {
  const line: Line = [{ column: 1, text: '<a> & b', style: { ...plain, color: 1 } }];

  it('holds text as text', () => {
    expect(terminalSvg('1 < 2', [line], 10)).toContain('>&lt;a&gt; &amp; b</text>');
  });

  it('is as high as its lines, and as wide as its columns', () => {
    const [, width, height] =
      /viewBox="0 0 (\d+) (\d+)"/.exec(terminalSvg('', [line, line], 10)) ?? [];
    const [, widerBy10, higherBy1] =
      /viewBox="0 0 (\d+) (\d+)"/.exec(terminalSvg('', [line, line, line], 20)) ?? [];
    expect([Number(widerBy10) - Number(width), Number(higherBy1) - Number(height)]).toEqual([
      84, 19,
    ]);
  });
});

const images = new URL('docs/images/', root);
const kept = readdirSync(images).filter((name) => /^terminal-.*\.svg$/.test(name));

describe.each(kept)('docs/images/%s', (name) => {
  const picture = readFileSync(new URL(name, images), 'utf8');

  it('is small, and loads nothing', () => {
    expect(picture.length).toBeLessThan(20_000);
    expect(picture).not.toMatch(/href|url\(|@import|<script/);
  });

  it('names no machine and no folder of one', () => {
    expect(picture).not.toMatch(/(?<![\w.])\/(home|root|tmp|work|Users|private|var)\//);
  });

  it('is shown on a page', () => {
    const pages = [
      new URL('README.md', root),
      ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md'))
        .map((path) => new URL(`docs/${path}`, root)),
    ];
    const shown = pages.filter((page) => readFileSync(page, 'utf8').includes(`images/${name}`));
    expect(shown).not.toEqual([]);
  });
});
