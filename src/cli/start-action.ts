import { acceptRequest } from '../client/accept-request.ts';
import { InvalidRequestError } from '../client/errors.ts';
import { planExtract } from '../client/plan-extract.ts';
import { startExtract } from '../client/start-extract.ts';
import type { StartedExtract } from '../client/start-extract.ts';
import { hasWorker } from '../client/task-queue.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import { commandLine, shellWord } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { followExtract } from './follow-extract.ts';
import type { OutputOptions } from './options.ts';
import { planText } from './output/plan-text.ts';
import { printResult } from './output/print-result.ts';
import { uiUrlOf } from './output/ui-url.ts';
import { noWorkerText } from './progress/alerts.ts';
import { readRequest } from './read-request.ts';
import type { ReadRequest } from './read-request.ts';
import type { RequestFlags } from './request-flags.ts';
import { taskQueueOf, withTemporal } from './session.ts';
import type { Session } from './session.ts';

export interface StartFlags extends RequestFlags, OutputOptions {
  readonly file?: string;
  readonly id?: string;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
  readonly taskQueue?: string;
}

/** What `start` does: check, connect, then plan or start, then perhaps wait. */
export async function startAction(context: CliContext, flags: StartFlags): Promise<ExitCode> {
  refuseContradictions(flags);
  const read = await readRequest(flags, context.io);
  const request = acceptedOf(read); // before anything is connected to: a wrong request needs no server to be wrong
  return withTemporal(context, async (session) => {
    const taskQueue = await taskQueueOf(session, flags.taskQueue);
    if (flags.dryRun === true) return dryRun(context, session, request, taskQueue, flags);
    const { id } = flags;
    const options = id === undefined ? { taskQueue } : { taskQueue, workflowId: id };
    const started = await startExtract(session.client, request, options);
    return tellAndFollow(context, session, started, taskQueue, flags);
  });
}

function refuseContradictions({ dryRun, wait, id }: StartFlags): void {
  if (id === '') throw new UsageError('--id is empty. Name a workflow id, or leave --id out.');
  if (dryRun === true && (wait === true || id !== undefined)) {
    throw new UsageError('--dry-run starts nothing, so --wait and --id mean nothing beside it.');
  }
}

function acceptedOf({ request, located }: ReadRequest): ExtractRequest {
  try {
    return acceptRequest(request, new Date()).sent;
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    throw new InvalidRequestError(located(error.faults));
  }
}

async function dryRun(
  { io }: CliContext,
  { client }: Session,
  request: ExtractRequest,
  taskQueue: string,
  { output }: StartFlags,
): Promise<ExitCode> {
  const startWorker = commandLine(io, 'worker');
  const onNoWorker = (queue: string) => io.err(`${noWorkerText(queue, startWorker)}\n`);
  const plan = await planExtract(client, request, { taskQueue, onNoWorker });
  printResult(io, output, plan, () => planText(plan));
  return EXIT.done;
}

async function tellAndFollow(
  context: CliContext,
  session: Session,
  started: StartedExtract,
  taskQueue: string,
  { wait, output }: StartFlags,
): Promise<ExitCode> {
  const { io } = context;
  const uiUrl = uiUrlOf(started, session);
  if (wait === true) {
    io.note(startedText(context, started, uiUrl));
    return followExtract(context, session, started.workflowId, output);
  }
  const { workflowId, runId, joined } = started;
  const object = { workflowId, runId, status: 'running', joined, uiUrl };
  const text = io.quiet ? `${workflowId}\n` : startedText(context, started, uiUrl);
  printResult(io, output, object, text);
  await warnWithoutWorker(context, session, taskQueue);
  return EXIT.done;
}

function startedText(
  { io }: CliContext,
  { workflowId, runId, joined }: StartedExtract,
  uiUrl: string | undefined,
): string {
  const first = joined ? 'Joined the run that is already under way' : 'Started';
  return [
    `${first}: ${workflowId}`,
    `  run     ${runId}`,
    ...(uiUrl === undefined ? [] : [`  UI      ${uiUrl}`]),
    `  watch   ${commandLine(io, `watch ${shellWord(workflowId)}`)}`,
    `  cancel  ${commandLine(io, `cancel ${shellWord(workflowId)} --wait`)}`,
    '',
  ].join('\n');
}

/** It is started all the same; whether a worker is there only decides when it goes on. */
async function warnWithoutWorker(
  { io }: CliContext,
  { client }: Session,
  taskQueue: string,
): Promise<void> {
  const seen = await hasWorker(client, taskQueue).catch(() => true);
  if (!seen) io.err(`${noWorkerText(taskQueue, commandLine(io, 'worker'))}\n`);
}
