/** A terminal's lines as a picture of a few kilobytes. Dark by itself, so that it reads on light and dark pages. */
import type { Line, Run, Style } from './terminal.ts';

const CELL = { width: 8.4, height: 19 };
const MARGIN = 18;
const BAR = 34;
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';
const COLORS = {
  paper: '#161b22',
  frame: '#30363d',
  text: '#e6edf3',
  title: '#8b949e',
  dots: ['#ff7b72', '#d29922', '#3fb950'],
  /** 0 to 15 as terminals number them. */
  palette: [
    ...['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
    ...['#8b949e', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
  ],
};

/** `title`: what the picture shows, in words; also for those who do not see it. */
export function terminalSvg(title: string, lines: readonly Line[], columns: number): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = BAR + lines.length * CELL.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:14px ${FONT};fill:${COLORS.text};white-space:pre}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${COLORS.paper}" stroke="${COLORS.frame}"/>`,
    ...COLORS.dots.map((fill, at) => `<circle cx="${20 + at * 18}" cy="17" r="5" fill="${fill}"/>`),
    ...lines.flatMap((line, row) => line.map((run) => text(run, row))),
    '</svg>',
    '',
  ].join('\n');
}

/** As wide as its cells, whatever the font. */
function text({ column, text: words, style }: Run, row: number): string {
  const x = round(MARGIN + column * CELL.width);
  const y = BAR + row * CELL.height + 14;
  const length = round(words.length * CELL.width);
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look(style)}>${escaped(words)}</text>`;
}

/** As `style`, because the sheet outranks attributes. */
function look({ color, bold, dim }: Style): string {
  const fill = color === undefined ? undefined : COLORS.palette[color];
  const declarations = [
    ...(fill === undefined ? [] : [`fill:${fill}`]),
    ...(bold ? ['font-weight:700'] : []),
    ...(dim ? ['opacity:.65'] : []),
  ];
  return declarations.length === 0 ? '' : ` style="${declarations.join(';')}"`;
}

const round = (value: number) => Number(value.toFixed(1));

const escaped = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
