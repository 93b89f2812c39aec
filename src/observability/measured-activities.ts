/** The activities, with what they answered and what they failed with counted. Adds nothing to what they do. */
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../activities/index.ts';
import type { PublishAnswer, PublishInput, RunContext } from '../interface/steps.ts';
import { FAILURE_TYPES, MATCHING_STEPS, WAITS } from './label-values.ts';
import type { LabelsOf } from './metric-table.ts';
import type { Metrics } from './metrics.ts';

/** Before `resolveRequest` has checked the name it is anybody's text. */
const UNRESOLVED = 'none';

export function measuredActivities(activities: Activities, metrics: Metrics): Activities {
  const measured = <Input, Answer>(
    step: keyof Activities,
    activity: (input: Input) => Promise<Answer>,
    count?: (answer: Answer, instance: string, input: Input) => void,
  ) => measuredStep(metrics, step, activity, count);
  const job = (instance: string, event: LabelsOf<'jobs'>['event']) =>
    metrics.count('jobs', { marketo_instance: instance, event });

  return {
    resolveRequest: measured('resolveRequest', activities.resolveRequest),
    planWindows: measured('planWindows', activities.planWindows),
    findWindow: measured('findWindow', activities.findWindow),
    findRoom: measured('findRoom', activities.findRoom),
    createJob: measured('createJob', activities.createJob, ({ answer }, instance) => {
      if (answer === 'created') job(instance, 'created');
    }),
    claimWindow: measured('claimWindow', activities.claimWindow, (claim, instance, input) => {
      if (claim.answer === 'own' && input.inherits) job(instance, 'takenOver');
    }),
    releaseClaim: measured('releaseClaim', activities.releaseClaim),
    enqueueJob: measured('enqueueJob', activities.enqueueJob, ({ answer }, instance) => {
      if (answer === 'queued') job(instance, 'enqueued');
    }),
    jobStatus: measured('jobStatus', activities.jobStatus),
    downloadFile: measured('downloadFile', activities.downloadFile),
    verifyFile: measured('verifyFile', activities.verifyFile),
    publishFile: measured('publishFile', activities.publishFile, (answer, instance, input) =>
      countPublished(metrics, instance, answer, input),
    ),
    heldWindows: measured('heldWindows', activities.heldWindows),
    cancelJob: measured('cancelJob', activities.cancelJob, (cancel, instance) => {
      if (cancel.answer === 'outcome') job(instance, cancel.outcome);
    }),
    discardStaged: measured('discardStaged', activities.discardStaged),
  };
}

function measuredStep<Input, Answer>(
  metrics: Metrics,
  step: keyof Activities,
  activity: (input: Input) => Promise<Answer>,
  count: ((answer: Answer, instance: string, input: Input) => void) | undefined,
): (input: Input) => Promise<Answer> {
  return async (input) => {
    const instance = instanceOf(input);
    try {
      const answer = await activity(input);
      countAnswer(metrics, step, instance, answer);
      count?.(answer, instance, input);
      return answer;
    } catch (error) {
      if (error instanceof ApplicationFailure) {
        metrics.count('stepFailures', { marketo_instance: instance, step, type: typeOf(error) });
      }
      throw error;
    }
  };
}

/** What every step may answer. */
function countAnswer(
  metrics: Metrics,
  step: keyof Activities,
  marketo_instance: string,
  given: unknown,
): void {
  const { answer } = (given ?? {}) as { readonly answer?: string };
  const reason = WAITS.find((known) => known === answer);
  if (reason !== undefined) metrics.count('waits', { marketo_instance, reason });
  const matching = MATCHING_STEPS.find((known) => known === step);
  if (answer === 'mismatch' && matching !== undefined) {
    metrics.count('mismatches', { marketo_instance, step: matching });
  }
}

function countPublished(
  metrics: Metrics,
  instance: string,
  answer: PublishAnswer,
  { job }: PublishInput,
): void {
  if (answer.answer !== 'published' || answer.result.reused) return;
  const of = { marketo_instance: instance };
  metrics.count('publishedFiles', of);
  metrics.count('publishedBytes', of, answer.result.bytes);
  metrics.count('publishedRecords', of, answer.result.records);
  const queued = secondsBetween(job.queuedAt, job.startedAt);
  if (queued !== undefined) metrics.record('jobQueuedSeconds', queued, of);
  const processing = secondsBetween(job.startedAt, job.finishedAt);
  if (processing !== undefined) metrics.record('jobProcessingSeconds', processing, of);
}

function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);
}

function instanceOf(input: unknown): string {
  const { run } = (input ?? {}) as { readonly run?: Pick<RunContext, 'request'> };
  return run?.request.instance ?? UNRESOLVED;
}

function typeOf({ type }: ApplicationFailure): LabelsOf<'stepFailures'>['type'] {
  return FAILURE_TYPES.find((known) => known === type) ?? 'other';
}
