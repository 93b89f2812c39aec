/** Variables that tell how runs behave, where files go, and how the process does. */
import { byteCount } from './bytes.ts';
import { DEPLOYMENT_SETTINGS } from './deployment-settings.ts';
import { durationMs } from './duration.ts';
import { listenAddress } from './listen-address.ts';
import { anyText, fileMode, oneOf, storeId, wholeNumber } from './readers.ts';
import { S3_SETTINGS } from './s3-settings.ts';
import type { Setting } from './setting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIB = 1024;
const GIB = 1024 ** 3;

export const EXTRACT_SETTINGS = {
  destination: {
    variable: 'EXTRACT_DESTINATION',
    description:
      'Where files are published: `file:` and a folder, a relative one taken from the working folder of the worker, or `s3://bucket/prefix`',
    unit: 'folder or bucket',
    default: 'file:./exports',
    example: 'file:/srv/exports',
    read: anyText,
  },
  storeId: {
    variable: 'EXTRACT_STORE_ID',
    description:
      'Id in the `.store.json` of the destination. When set, a destination with another id or none is refused, so that a mount that is missing, or another bucket, is not taken for a new, empty store',
    unit: 'UUID',
    defaultInWords: 'any; the first use makes one',
    example: '4f8c1d2e-3a5b-4c6d-8e7f-90a1b2c3d4e5',
    read: storeId,
  },
  fileMode: {
    variable: 'EXTRACT_FILE_MODE',
    description: 'Permissions of the files; they hold personal data',
    unit: 'octal mode',
    default: '600',
    example: '640',
    read: fileMode,
  },
  ...S3_SETTINGS,
  pollIntervalMs: {
    variable: 'EXTRACT_POLL_INTERVAL',
    description:
      'Time between two looks at a job in its first hour; Marketo refreshes no faster than every 60s',
    unit: 'duration',
    default: '60s',
    example: '2m',
    read: durationMs({ min: 10, max: DAY }),
  },
  latePollIntervalMs: {
    variable: 'EXTRACT_LATE_POLL_INTERVAL',
    description: 'The same after the first hour; not shorter than `EXTRACT_POLL_INTERVAL`',
    unit: 'duration',
    defaultInWords: '`5m`, or `EXTRACT_POLL_INTERVAL` if that is longer',
    example: '10m',
    read: durationMs({ min: 10, max: DAY }),
  },
  jobTimeoutMs: {
    variable: 'EXTRACT_JOB_TIMEOUT',
    description:
      'How long Marketo may work on a job, counted from its start there, or show it in a state that no document knows, before it is replaced',
    unit: 'duration',
    default: '12h',
    example: '1d',
    read: durationMs({ min: 10, max: 30 * DAY }),
  },
  queueWaitMs: {
    variable: 'EXTRACT_QUEUE_WAIT',
    description: "Time between two tries while Marketo's export queue is full",
    unit: 'duration',
    defaultInWords: '`EXTRACT_POLL_INTERVAL`',
    example: '2m',
    read: durationMs({ min: 10, max: DAY }),
  },
  doubtMs: {
    variable: 'EXTRACT_DOUBT_TIME',
    description:
      'Time for which Marketo has to go on saying that it does not know a paid job, or not give out its file, before the job is replaced; three poll intervals at the least',
    unit: 'duration',
    default: '3m',
    example: '10m',
    read: durationMs({ min: 0, max: DAY }),
  },
  rangeBytes: {
    variable: 'EXTRACT_RANGE_BYTES',
    description: 'Bytes asked for in one download call; small ranges use up the call limit',
    unit: 'size',
    default: '64MiB',
    example: '16MiB',
    read: byteCount({ min: KIB, max: 16 * GIB }),
  },
  heartbeatTimeoutMs: {
    variable: 'EXTRACT_HEARTBEAT_TIMEOUT',
    description: "Silence after which another worker takes over a dead worker's step",
    unit: 'duration',
    default: '15s',
    example: '30s',
    read: durationMs({ min: SECOND, max: HOUR }),
  },
  eventBudget: {
    variable: 'EXTRACT_EVENT_BUDGET',
    description:
      'History events near which a run continues as new; up to 150 before, it starts no more windows. Temporal ends runs at 51,200',
    unit: 'events',
    default: '4000',
    example: '2000',
    read: wholeNumber({ min: 50, max: 40_000 }),
  },
  replacements: {
    variable: 'EXTRACT_REPLACEMENTS',
    description: 'Jobs that may replace a failed, vanished or stuck one, per window',
    unit: 'jobs',
    default: '2',
    example: '0',
    read: wholeNumber({ min: 0, max: 20 }),
  },
  dailyQuotaBytes: {
    variable: 'EXTRACT_DAILY_QUOTA',
    description:
      "Marketo's daily export volume of the whole subscription, as it was bought; for the reserve of backfills and for estimates",
    unit: 'size',
    default: '500MB',
    example: '5GB',
    read: byteCount({ min: 1, max: 10_000 * GIB }),
  },
  backfillKeepBytes: {
    variable: 'EXTRACT_BACKFILL_KEEP_BYTES',
    description:
      'What backfills leave of the daily volume to other work; less than `EXTRACT_DAILY_QUOTA`',
    unit: 'size',
    defaultInWords: 'a fifth of `EXTRACT_DAILY_QUOTA`',
    example: '200MB',
    read: byteCount({ min: 0, max: 10_000 * GIB }),
  },
  backfillKeepPlaces: {
    variable: 'EXTRACT_BACKFILL_KEEP_QUEUE_PLACES',
    description:
      "Places of the ten in Marketo's export queue that backfills leave free; it works on two jobs at a time",
    unit: 'places',
    default: '7',
    example: '5',
    read: wholeNumber({ min: 0, max: 9 }),
  },
  redownloads: {
    variable: 'EXTRACT_REDOWNLOADS',
    description:
      'Downloads from the first byte after a file did not match its checksum, per window',
    unit: 'downloads',
    default: '2',
    example: '1',
    read: wholeNumber({ min: 0, max: 20 }),
  },
  shutdownGraceMs: {
    variable: 'EXTRACT_SHUTDOWN_GRACE',
    description:
      'Time that running steps get to stop in good order when the worker is told to stop',
    unit: 'duration',
    default: '30s',
    example: '2m',
    read: durationMs({ min: 0, max: DAY }),
  },
  workflowBundle: {
    variable: 'EXTRACT_WORKFLOW_BUNDLE',
    description:
      'File of a prebuilt workflow bundle; `auto` takes the one that `npm run build` made, else makes one at each start',
    unit: 'path or auto',
    default: 'auto',
    example: './dist/workflow-bundle.js',
    read: anyText,
  },
  ...DEPLOYMENT_SETTINGS,
  logLevel: {
    variable: 'EXTRACT_LOG_LEVEL',
    description:
      'Least severe log lines that are written: trace, debug, info, warn, error or fatal',
    unit: 'level',
    default: 'info',
    example: 'debug',
    read: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
  },
  metricsAddress: {
    variable: 'EXTRACT_METRICS_ADDRESS',
    description:
      'Where Prometheus finds `/metrics`, without a password; a port alone is reached from this machine only',
    unit: 'address and port',
    defaultInWords: 'no metrics',
    example: '127.0.0.1:9464',
    read: listenAddress,
  },
  usageIntervalMs: {
    variable: 'EXTRACT_METRICS_USAGE_INTERVAL',
    description:
      'Time between two looks at quota and queue for the metrics, an API call for every instance and 300 jobs; `0s`: none. Without `EXTRACT_METRICS_ADDRESS` there are none either',
    unit: 'duration',
    default: '15m',
    example: '1h',
    read: durationMs({ min: 0, max: DAY }),
  },
  healthAddress: {
    variable: 'EXTRACT_HEALTH_ADDRESS',
    description:
      'Where supervisors find `/live` and `/ready`; a port alone is reached from this machine only',
    unit: 'address and port',
    defaultInWords: 'neither',
    example: '127.0.0.1:8081',
    read: listenAddress,
  },
} satisfies Record<string, Setting<unknown>>;
