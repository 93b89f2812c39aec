/** A program in a real terminal, as a person sees it: what is redrawn is there once, in its colours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { IBufferCell, IBufferLine, Terminal } from '@xterm/headless';

export interface TerminalOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  /** The first screen of which this is true is kept. Default: the last one. */
  readonly when?: (screen: string) => boolean;
}

/** Its bundle hides its names from `import`. */
const xterm = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof Terminal };

/** How characters are drawn. `color`: 0 to 15 of the terminal's palette. */
export interface Style {
  readonly color?: number;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** Characters side by side that are drawn alike. */
export interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Run[];

/** More than a command writes: a screen that scrolls is not redrawn from its beginning. */
const ROWS = 60;
/** Python's `pty` is on every machine that the Temporal CLI is fetched to, and needs no compiler. */
const IN_PTY =
  'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["sh", "-c", sys.argv[1]])))';

/** Runs a line of shell to its end. Fails when its exit code is not 0, or no screen was as wanted. */
export async function record(command: string, options: TerminalOptions): Promise<Line[]> {
  const { cwd, env, columns, when } = options;
  const sized = `stty rows ${ROWS} cols ${columns}; ${command}`;
  const child = spawn('python3', ['-c', IN_PTY, sized], {
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const screen = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  let kept: Line[] | undefined;
  child.stdout.on('data', (bytes: Buffer) =>
    screen.write(bytes, () => {
      if (kept === undefined && when?.(textOf(screen)) === true) kept = linesOf(screen);
    }),
  );
  const [code] = (await once(child, 'close')) as [number | null];
  await new Promise<void>((resolve) => screen.write('', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${textOf(screen)}`);
  if (when === undefined) return linesOf(screen);
  if (kept === undefined) throw new Error(`${command} never showed it:\n${textOf(screen)}`);
  return kept;
}

function textOf(screen: Terminal): string {
  return rowsOf(screen, (row) => row.translateToString(true)).join('\n');
}

/** Without the empty lines at the end. */
function linesOf(screen: Terminal): Line[] {
  const lines = rowsOf(screen, (row) => {
    const cells = Array.from({ length: row.length }, (_, column) => row.getCell(column));
    return runsOf(cells.filter((cell) => cell !== undefined));
  });
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function rowsOf<T>(screen: Terminal, read: (row: IBufferLine) => T): T[] {
  const { active } = screen.buffer;
  return Array.from({ length: active.length }, (_, index) => active.getLine(index))
    .filter((row) => row !== undefined)
    .map(read);
}

function runsOf(cells: readonly IBufferCell[]): Line {
  const runs: Run[] = [];
  for (const [column, cell] of cells.entries()) {
    const last = runs.at(-1);
    const style = styleOf(cell);
    const text = cell.getChars() === '' ? ' ' : cell.getChars();
    if (last !== undefined && isSame(last.style, style)) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else {
      runs.push({ column, text, style });
    }
  }
  return runs.map(trimmed).filter(({ text }) => text !== '');
}

function trimmed({ column, text, style }: Run): Run {
  const start = text.trimStart();
  return { column: column + text.length - start.length, text: start.trimEnd(), style };
}

function styleOf(cell: IBufferCell): Style {
  return {
    ...(cell.isFgPalette() && { color: cell.getFgColor() }),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  };
}

function isSame(one: Style, other: Style): boolean {
  return one.color === other.color && one.bold === other.bold && one.dim === other.dim;
}
