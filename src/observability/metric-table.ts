/** Every metric of this product. docs/metrics.md is held equal to it by a test, and so are the dashboard and the alert rules. */
import { WINDOWS_METRIC } from '../interface/names.ts';
import {
  CALL_OUTCOMES,
  ENDPOINTS,
  FAILURE_TYPES,
  JOB_EVENTS,
  MATCHING_STEPS,
  STEPS,
  WAITS,
} from './label-values.ts';

/** What tells series of one metric apart. None names a run, a job, a dataset or a person: the number of series stays small. */
export const LABELS = {
  marketo_instance: 'Name of the Marketo instance in the configuration of the worker',
  outcome: 'How it ended',
  event: 'What was done',
  reason: 'What is waited for',
  step: 'Activity, as in the Temporal UI',
  type: 'Failure type of [errors.md](errors.md); `other` for any else',
  endpoint: 'Call of Marketo',
  code: "Marketo's code (`606`, `1029` …), else the HTTP status, else `none`",
  version: 'Of this product',
} as const;

type LabelName = keyof typeof LABELS;

/** A list: no other value is ever given. */
export type LabelValues = readonly string[] | 'any';

export interface MetricDefinition {
  /** As Prometheus shows it. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Partial<Record<LabelName, LabelValues>>>;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const JOB_SECONDS = [30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

/**
 * Bounds of the SDK's histograms that dashboard and alert rules read, by the SDK's name for them, without prefix and unit.
 * Its own end at 60 s for how long a step takes, and have nothing between 10 s and 100 s for how long it waits.
 */
export const SDK_BUCKETS = {
  activity_execution_latency: [
    ...[0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600],
    ...[1_800, 3_600, 7_200, 14_400, 28_800, 86_400],
  ],
  activity_schedule_to_start_latency: [
    ...[0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600],
    ...[1_800, 3_600, 14_400, 86_400],
  ],
} as const;

export const METRICS = {
  windows: {
    name: `${WINDOWS_METRIC.name}_total`,
    kind: 'counter',
    help: WINDOWS_METRIC.help,
    labels: { marketo_instance: 'any', outcome: WINDOWS_METRIC.outcomes },
  },
  jobs: {
    name: 'marketo_extract_jobs_total',
    kind: 'counter',
    help: 'What was done with jobs at Marketo; a cancel that did not cancel is alreadyCompleted, alreadyEnded or notCancelled',
    labels: { marketo_instance: 'any', event: JOB_EVENTS },
  },
  waits: {
    name: 'marketo_extract_waits_total',
    kind: 'counter',
    help: 'Limits that a window met and waits out, or noRoom for a backfill; again at every try',
    labels: { marketo_instance: 'any', reason: WAITS },
  },
  stepFailures: {
    name: 'marketo_extract_step_failures_total',
    kind: 'counter',
    help: 'Attempts of steps that failed, whether they are tried again or not; cancelled ones do not count',
    labels: { marketo_instance: 'any', step: STEPS, type: FAILURE_TYPES },
  },
  mismatches: {
    name: 'marketo_extract_mismatches_total',
    kind: 'counter',
    help: 'Files whose size or SHA-256 was not what Marketo reported; they are downloaded anew and never published',
    labels: { marketo_instance: 'any', step: MATCHING_STEPS },
  },
  downloadedBytes: {
    name: 'marketo_extract_downloaded_bytes_total',
    kind: 'counter',
    help: 'Bytes of files received from Marketo and staged',
    labels: { marketo_instance: 'any' },
  },
  resumedBytes: {
    name: 'marketo_extract_resumed_bytes_total',
    kind: 'counter',
    help: 'Bytes that an earlier attempt had staged and that were not downloaded again',
    labels: { marketo_instance: 'any' },
  },
  publishedFiles: {
    name: 'marketo_extract_published_files_total',
    kind: 'counter',
    help: 'Files verified and published',
    labels: { marketo_instance: 'any' },
  },
  publishedBytes: {
    name: 'marketo_extract_published_bytes_total',
    kind: 'counter',
    help: 'Bytes of the files published',
    labels: { marketo_instance: 'any' },
  },
  publishedRecords: {
    name: 'marketo_extract_published_records_total',
    kind: 'counter',
    help: 'Records counted in the files published',
    labels: { marketo_instance: 'any' },
  },
  jobQueuedSeconds: {
    name: 'marketo_extract_job_queued_seconds',
    kind: 'histogram',
    help: "From a job's enqueue to its start, by Marketo's times; recorded when its file is published",
    labels: { marketo_instance: 'any' },
    buckets: JOB_SECONDS,
  },
  jobProcessingSeconds: {
    name: 'marketo_extract_job_processing_seconds',
    kind: 'histogram',
    help: "From a job's start to its end, by Marketo's times; recorded when its file is published",
    labels: { marketo_instance: 'any' },
    buckets: JOB_SECONDS,
  },
  apiCalls: {
    name: 'marketo_extract_api_calls_total',
    kind: 'counter',
    help: 'HTTP calls of Marketo: ok, aborted, or what was the matter',
    labels: { marketo_instance: 'any', endpoint: ENDPOINTS, outcome: CALL_OUTCOMES, code: 'any' },
  },
  apiCallSeconds: {
    name: 'marketo_extract_api_call_duration_seconds',
    kind: 'histogram',
    help: 'From a call sent to its answer read; of file calls to the begin of the file; waiting for a place does not count',
    labels: { marketo_instance: 'any', endpoint: ENDPOINTS },
    buckets: CALL_SECONDS,
  },
  quotaUsedBytes: {
    name: 'marketo_extract_quota_used_bytes',
    kind: 'gauge',
    help: "Used of Marketo's daily export quota by the jobs that this API user sees: a lower bound",
    labels: { marketo_instance: 'any' },
  },
  quotaBytes: {
    name: 'marketo_extract_quota_bytes',
    kind: 'gauge',
    help: 'The daily export quota as configured, EXTRACT_DAILY_QUOTA',
    labels: { marketo_instance: 'any' },
  },
  queuePlacesTaken: {
    name: 'marketo_extract_queue_places_taken',
    kind: 'gauge',
    help: "Of the ten places in Marketo's export queue, those that jobs of this API user take",
    labels: { marketo_instance: 'any' },
  },
  usageReadAt: {
    name: 'marketo_extract_usage_read_timestamp_seconds',
    kind: 'gauge',
    help: 'When quota and queue were last read, epoch seconds; they are as old as that',
    labels: { marketo_instance: 'any' },
  },
  buildInfo: {
    name: 'marketo_extract_build_info',
    kind: 'gauge',
    help: 'Always 1',
    labels: { version: 'any' },
  },
} as const satisfies Record<string, MetricDefinition>;

type MetricKey = keyof typeof METRICS;
/** What a series of the metric is counted by. */
export type LabelsOf<Key extends MetricKey> = {
  readonly [Label in keyof (typeof METRICS)[Key]['labels']]: ValueOf<
    (typeof METRICS)[Key]['labels'][Label]
  >;
};
type ValueOf<Values> = Values extends readonly (infer Value extends string)[] ? Value : string;

export type KeyOf<Kind extends MetricDefinition['kind']> = {
  [Key in MetricKey]: (typeof METRICS)[Key]['kind'] extends Kind ? Key : never;
}[MetricKey];
