import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { ListrTaskWrapper } from 'listr2';
import type { ExtractProgress } from '../../client/progress.ts';
import { alertOf } from './alerts.ts';
import { headline, outlook } from './headline.ts';
import { PlainLines } from './plain-lines.ts';
import { windowLine } from './window-line.ts';

type Task = ListrTaskWrapper<unknown, never, never>;

export interface DisplayOptions {
  /** Redraw in place with bars; else one plain line per change. */
  readonly redraw: boolean;
  /** The command that starts a worker, for when there is none. */
  readonly startWorker: string;
}

/** Progress on stderr, so that stdout holds nothing but the result. */
export interface ProgressDisplay {
  show(progress: ExtractProgress): void;
  /** Closes it with a last line. */
  end(lastLine: string, success: boolean): Promise<void>;
}

/** Starts the display; it lasts until `end`. */
export async function startDisplay(options: DisplayOptions): Promise<ProgressDisplay> {
  const { task, finish } = await startTask(options.redraw);
  const plain = new PlainLines(options.startWorker);
  return {
    show: (progress) => {
      if (options.redraw) redraw(task, progress, options.startWorker);
      else for (const line of plain.next(progress)) task.output = line;
    },
    end: async (lastLine, success) => {
      task.title = lastLine;
      await finish(success);
    },
  };
}

function redraw(task: Task, progress: ExtractProgress, startWorker: string): void {
  const alert = alertOf(progress, startWorker);
  task.title = headline(progress);
  const about = progress.status === undefined ? undefined : outlook(progress.status);
  const words = [alert, about].filter((line) => line !== undefined);
  task.output = [...words, ...progress.windows.map(windowLine)].join('\n');
}

/** One task of listr2 that lasts as long as we say. listr2 does the spinner, the redrawing and the plain lines. */
async function startTask(redrawn: boolean) {
  const started = deferred<Task>();
  const finished = deferred<unknown>();
  const logger = new ListrLogger({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr(
    {
      title: 'Asking Temporal',
      task: async (_context, task): Promise<void> => {
        started.resolve(task);
        await finished.promise;
      },
      rendererOptions: { outputBar: true },
    },
    {
      renderer: redrawn ? 'default' : 'simple',
      rendererOptions: { logger, formatOutput: 'truncate', showErrorMessage: false },
      exitOnError: false,
      registerSignalListeners: false, // Ctrl-C is ours: it must say that the extraction goes on
    },
  );
  const run = list.run();
  const task = await started.promise;
  const finish = async (success: boolean) => {
    if (success) finished.resolve(undefined);
    else finished.reject(new Error('see below'));
    await run;
  };
  return { task, finish };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
