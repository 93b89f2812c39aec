import { createInterface } from 'node:readline/promises';

/** What the CLI needs of the process it runs in; tests hand in their own. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  /** Results. */
  readonly out: (text: string) => void;
  /** Errors and warnings. */
  readonly err: (text: string) => void;
  /** Progress and notes, on stderr too; nothing with `--quiet`. */
  readonly note: (text: string) => void;
  readStdin(): Promise<string>;
  /** Asks the person at the terminal; absent when there is none. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** May lines on stderr be redrawn? */
  readonly errIsTty: boolean;
  /** May what goes there be coloured? */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** `--quiet`. */
  readonly quiet: boolean;
}

/** The real thing. */
export function processIo(): CliIo {
  const { env, stdin, stdout, stderr } = process;
  const err = (text: string) => void stderr.write(text);
  return {
    env,
    out: (text) => void stdout.write(text),
    err,
    note: err,
    readStdin,
    ...(stdin.isTTY && stderr.isTTY ? { confirm } : {}),
    errIsTty: stderr.isTTY && mayRedraw(env),
    colour: { out: mayColour(env, stdout.isTTY), err: mayColour(env, stderr.isTTY) },
    quiet: false,
  };
}

/** The same without progress and notes. */
export function quieted(io: CliIo): CliIo {
  return { ...io, note: () => undefined, quiet: true };
}

/** The terminal of a CI job is a log: lines that are redrawn would stand there one below the other. */
function mayRedraw({ TERM, CI }: NodeJS.ProcessEnv): boolean {
  return TERM !== 'dumb' && (CI === undefined || ['', '0', 'false'].includes(CI));
}

/** By https://no-color.org and https://force-color.org; what is set first here wins. */
export function mayColour(env: NodeJS.ProcessEnv, isTty: boolean): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = env;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return !['0', 'false'].includes(FORCE_COLOR);
  return isTty && TERM !== 'dumb';
}

async function readStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** On stderr, so that what goes to stdout stays what scripts read. Anything but y and yes is a no. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
