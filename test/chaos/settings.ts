/** How emulator and workers are set: times are those of Marketo and of the product's defaults, so many times faster. */
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import type { StorageKind } from './storage/kinds.ts';

export const WORKERS = 3;
/** Emulator seconds in a real one: the 60 s of a status and of a poll become 2 s, the doubt's 3 min 6 s. */
export const CLOCK_SCALE = 30;
/** Calls that one worker begins in any 20 real seconds. */
export const CALLS_PER_20_SECONDS = 100;

/** In a bucket files have two parts or more, so that there is something to go on with. */
const SIZES: Readonly<Record<StorageKind, { activitiesPerDay: number; rangeBytes: number }>> = {
  file: { activitiesPerDay: 300, rangeBytes: 32_768 }, // about 100 kB a day
  s3: { activitiesPerDay: 26_000, rangeBytes: 1_048_576 }, // about 9 MB, some less than a part
};

/** Credentials that no log may show; the id looks like the e-mail address that it may be. */
export const CLIENT_ID = 'chaos-reader@example.com';
export const CLIENT_SECRET = 'chaos-secret-that-nobody-may-see';

export function emulatorOptions(
  seed: number,
  store: StorageKind,
  faults: NonNullable<EmulatorOptions['faults']>,
): EmulatorOptions {
  return {
    seed,
    scale: CLOCK_SCALE,
    startTime: '2026-11-20T12:00:00Z',
    users: [{ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }],
    activitiesPerDay: SIZES[store].activitiesPerDay,
    quotaBytes: null,
    queueSeconds: 10,
    processingSeconds: 30,
    statusLagSeconds: 60,
    callSpanSeconds: 20 * CLOCK_SCALE, // 20 real seconds: the workers' own measure is real
    callsPerSpan: CALLS_PER_20_SECONDS * WORKERS,
    switches: { cancelledSpelling: 'Canceled' },
    faults,
  };
}

export function workerSettings(at: {
  readonly emulatorUrl: string;
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly store: StorageKind;
  readonly storageEnv: Readonly<Record<string, string>>;
  readonly workflowBundle: string;
}): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: at.temporalAddress,
    MARKETO_BASE_URL: at.emulatorUrl,
    MARKETO_CLIENT_ID: CLIENT_ID,
    MARKETO_CLIENT_SECRET: CLIENT_SECRET,
    MARKETO_CALLS_PER_20_SECONDS: String(CALLS_PER_20_SECONDS),
    MARKETO_CONCURRENT_CALLS: '3',
    MARKETO_IDLE_TIMEOUT: '3s',
    ...at.storageEnv,
    EXTRACT_TASK_QUEUE: at.taskQueue,
    EXTRACT_WORKFLOW_BUNDLE: at.workflowBundle,
    EXTRACT_POLL_INTERVAL: '2s',
    EXTRACT_LATE_POLL_INTERVAL: '2s',
    EXTRACT_QUEUE_WAIT: '2s',
    EXTRACT_DOUBT_TIME: '6s',
    EXTRACT_JOB_TIMEOUT: '10m', // by Marketo's clock: 20 real seconds
    EXTRACT_HEARTBEAT_TIMEOUT: '4s',
    EXTRACT_SHUTDOWN_GRACE: '5s',
    EXTRACT_LOG_LEVEL: 'debug', // which steps a worker had begun when it came to its end
    EXTRACT_RANGE_BYTES: String(SIZES[at.store].rangeBytes),
    EXTRACT_EVENT_BUDGET: '300', // so that many runs continue as new
  };
}
