import { createInterface } from 'node:readline/promises';

/** What the CLI needs of the process it runs in; tests hand in their own. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  /** Results. */
  out(text: string): void;
  /** Progress, notes and errors. */
  err(text: string): void;
  readStdin(): Promise<string>;
  /** Asks the person at the terminal; absent when there is none. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** May lines on stderr be redrawn and coloured? */
  readonly errIsTty: boolean;
}

/** The real thing. Colour and redraw need a terminal that can do both. */
export function processIo(): CliIo {
  const { env } = process;
  return {
    env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm } : {}),
    errIsTty: process.stderr.isTTY && env.TERM !== 'dumb',
  };
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
