import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Lines of a failed command's output that are worth showing. */
const SHOWN_LINES = 3;

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command to its end and gives its stdout; an `Error` with its last words when it fails or takes too long. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env, timeoutMs, signal }: RunOptions,
): Promise<string> {
  try {
    const { stdout } = await execFileAsync(command, args, { env, timeout: timeoutMs, signal });
    return stdout;
  } catch (error) {
    throw new Error(describeFailure(command, error, timeoutMs), { cause: error });
  }
}

function describeFailure(command: string, error: unknown, timeoutMs: number): string {
  const { code, killed, stderr } = error as Partial<Record<'code' | 'stderr', unknown>> & {
    killed?: boolean;
  };
  if (code === 'ENOENT') return `${command} is not installed`;
  if (code === 'ABORT_ERR') return `${command} was broken off`;
  if (killed === true) return `${command} took longer than ${timeoutMs / 1000} s`;
  const lastWords = typeof stderr === 'string' ? lastLines(stderr) : '';
  return `${command} failed (${String(code)})${lastWords === '' ? '' : `: ${lastWords}`}`;
}

function lastLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-SHOWN_LINES)
    .join(' | ');
}
