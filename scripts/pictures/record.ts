/** `npm run pictures`: what the command line shows, recorded from real runs, as `docs/images/terminal-*.svg`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkout } from './checkout.ts';
import { terminalSvg } from './terminal-svg.ts';
import { record, type Line, type TerminalOptions } from './terminal.ts';

interface Picture {
  /** `terminal-<name>.svg`. */
  readonly name: string;
  readonly title: string;
  /** As a reader types it. */
  readonly command: string;
  readonly when?: TerminalOptions['when'];
}

const DEMO: Picture = {
  name: 'demo',
  title: 'npm run demo: four weeks are exported on this machine, without a Marketo account',
  command: 'npm run demo',
};

/** In this order, on one server, one emulator and one worker. */
const PICTURES: readonly Picture[] = [
  {
    name: 'progress',
    title: 'start --wait: windows are published while others are under way',
    command: 'npm start -- start --file request.json --wait',
    when: (screen) => /[1-4] of 5 windows/.test(screen) && screen.includes('processed by Marketo'),
  },
  {
    name: 'schedule',
    title: 'schedule apply: the last seven days, every morning',
    command: 'npm start -- schedule apply --file schedule.json',
  },
];

const IMAGES = new URL('../../docs/images/', import.meta.url);
/** A terminal wide enough for whole paths; of that, what a page has room for. */
const COLUMNS = { terminal: 200, picture: 106 };

await mkdir(IMAGES, { recursive: true });
await using place = await checkout();
await take(DEMO, place.env);
const env = await place.startParts();
for (const picture of PICTURES) await take(picture, env);

async function take(picture: Picture, env: NodeJS.ProcessEnv): Promise<void> {
  const { name, title, command, when } = picture;
  const options = { cwd: place.folder, env, columns: COLUMNS.terminal };
  const shown = await record(command, when === undefined ? options : { ...options, when });
  const lines = [prompt(command), ...shown.map(cut)];
  const file = new URL(`terminal-${name}.svg`, IMAGES);
  await writeFile(file, terminalSvg(title, lines, COLUMNS.picture));
  console.log(fileURLToPath(file));
}

function prompt(command: string): Line {
  const style = { bold: false, dim: false };
  return [
    { column: 0, text: '$', style: { ...style, color: 2 } },
    { column: 2, text: command, style: { ...style, bold: true } },
  ];
}

/** `…` stands for what is not in the picture. */
function cut(line: Line): Line {
  const room = COLUMNS.picture - 1;
  return line
    .filter(({ column }) => column < room)
    .map((run) => {
      const left = room - run.column;
      return run.text.length <= left ? run : { ...run, text: `${run.text.slice(0, left)}…` };
    });
}
