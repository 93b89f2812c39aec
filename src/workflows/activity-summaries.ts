/** What each call of an activity does, in one line for the Temporal UI's history. Pure. */
import type { Activities } from '../activities/index.ts';
import { formatBytes, formatPeriod, formatPlural } from '../domain/format.ts';
import type { JobInput, WindowInput } from '../interface/steps.ts';

type Summaries = {
  readonly [Name in keyof Activities]: (input: Parameters<Activities[Name]>[0]) => string;
};

export const SUMMARIES: Summaries = {
  resolveRequest: () => 'check the request and fill in the defaults',
  planWindows: ({ run }) => {
    const { startAt, endAt } = run.request.period;
    return `plan the windows of ${formatPeriod(startAt, endAt)}`;
  },
  findWindow: (input) => `look up what is there of ${windowOf(input)}`,
  findRoom: () => 'look whether Marketo has room for a backfill',
  createJob: (input) => `create a job for ${windowOf(input)}`,
  claimWindow: (input) =>
    input.inherits ? `take over ${jobOf(input)}` : `claim ${windowOf(input)} with ${jobOf(input)}`,
  releaseClaim: (input) => `give up the claim of ${windowOf(input)}: ${input.reason}`,
  enqueueJob: (input) => `put ${jobOf(input)} into Marketo's queue`,
  jobStatus: (input) =>
    input.poll === undefined ? `poll ${jobOf(input)}` : `poll #${input.poll} of ${jobOf(input)}`,
  downloadFile: (input) =>
    input.fileSize === undefined
      ? `download the file of ${jobOf(input)}`
      : `download ${formatBytes(input.fileSize)} of ${jobOf(input)}`,
  verifyFile: (input) => `read back ${formatBytes(input.bytes)} of ${jobOf(input)} and compare`,
  publishFile: (input) =>
    `publish ${formatPlural(input.file.records, 'record')} of ${windowOf(input)}`,
  heldWindows: () => 'look which jobs this run still holds',
  cancelJob: (input) => `cancel ${jobOf(input)} at Marketo`,
  discardStaged: (input) => `throw away what is downloaded of ${jobOf(input)}`,
};

function windowOf({ window }: WindowInput): string {
  return formatPeriod(window.startAt, window.endAt);
}

function jobOf({ exportId }: JobInput): string {
  return `job ${exportId}`;
}
