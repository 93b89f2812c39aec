/**
 * Where the contract's sources disagree, or say nothing, the client takes every reading: one row each, against the
 * emulator turned to that reading. Elsewhere: unknown jobs by 610, 1003 and 1013, and what a refused cancel means, in
 * `test/unit/activities/jobs.test.ts`; midnight of the quota day in `test/property/quota-day.test.ts`; the base URL
 * with and without `/rest` in `base-url.test.ts`; dates in `export-calls.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import type { EmulatorOptions, FaultEffect, FaultRule } from '../../src/emulator/index.ts';
import { MarketoError, type MarketoErrorKind } from '../../src/marketo/errors.ts';
import type { CreateExportBody, ExportJob } from '../../src/marketo/types.ts';
import { START, startEmulated, tokenOf, type Emulated } from './emulated.ts';
import { CREATE_BODY, readAll } from './marketo.ts';

interface Reading {
  readonly conflict: string;
  readonly reading: string;
  readonly options?: EmulatorOptions;
  readonly faults?: readonly FaultRule[];
  /** What a caller of the client sees. */
  readonly see: (emulated: Emulated) => Promise<unknown>;
  readonly seen: unknown;
}

const HEADER =
  'marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,primaryAttributeValue,attributes\n';

async function created({ client }: Emulated, body: Partial<CreateExportBody> = {}) {
  return (await client.createExport({ ...CREATE_BODY, ...body })).value;
}

/** A job that was enqueued, and has ended unless the environment holds it. */
async function completed(emulated: Emulated, body: Partial<CreateExportBody> = {}) {
  const { exportId } = await created(emulated, body);
  await emulated.client.enqueueExport(exportId);
  await emulated.emulator.advance(120);
  return (await emulated.client.exportStatus(exportId)).value;
}

async function fileText({ client }: Emulated, { exportId }: ExportJob): Promise<string> {
  return readAll((await client.openFile(exportId, { start: 0 })).body);
}

/** Whether the file from `start` on has as many bytes as the job says, or the kind of the failure. */
async function fileFrom({ client }: Emulated, { exportId, fileSize }: ExportJob, start: number) {
  const text = client.openFile(exportId, { start }).then(({ body }) => readAll(body));
  return orKind(text.then((it) => start + Buffer.byteLength(it) === fileSize));
}

async function listed({ client }: Emulated, status: readonly string[]): Promise<ExportJob[]> {
  const jobs: ExportJob[] = [];
  for await (const job of client.listExports({ status })) jobs.push(job);
  return jobs;
}

/** What the call brings, or the kind of its failure. */
async function orKind<T>(call: Promise<T>): Promise<T | MarketoErrorKind> {
  return call.catch((error: unknown) => {
    if (error instanceof MarketoError) return error.kind;
    throw error;
  });
}

/** §2.4: the prose writes Canceled, the samples Cancelled, the schema cancelled, a client tests for Cancel. */
async function cancelledEverywhere(emulated: Emulated) {
  const { exportId } = await created(emulated);
  const { value } = await emulated.client.cancelExport(exportId);
  const status = (await emulated.client.exportStatus(exportId)).value;
  const list = await listed(emulated, ['Cancelled']);
  return [value, status, ...list].map(({ state }) => state);
}

const CANCELLED: readonly Reading[] = [
  ...(['Cancelled', 'Canceled'] as const).map((cancelledSpelling) => ({
    conflict: 'the spelling of cancelled',
    reading: cancelledSpelling,
    options: { switches: { cancelledSpelling } },
    see: cancelledEverywhere,
    seen: ['Cancelled', 'Cancelled', 'Cancelled'],
  })),
  ...['cancelled', 'canceled', 'Cancel'].map((word) => ({
    conflict: 'the spelling of cancelled',
    reading: word,
    faults: [{ on: '*' as const, do: { statusText: { Cancelled: word } } }],
    see: cancelledEverywhere,
    seen: ['Cancelled', 'Cancelled', 'Cancelled'],
  })),
];

/** §2.5: 7 days by the limits, 10 by the polling section of the same page. */
async function fileOnDay8(emulated: Emulated) {
  const job = await completed(emulated);
  await emulated.emulator.advance(8 * 86_400);
  const { state } = (await emulated.client.exportStatus(job.exportId)).value;
  return { state, file: await fileFrom(emulated, job, 0) };
}

const RETENTION: readonly Reading[] = [
  { days: 7, file: 'fileNotFound' },
  { days: 10, file: true },
].map(({ days, file }) => ({
  conflict: 'how long a file is kept',
  reading: `${days} days`,
  options: { fileDays: days, activitiesPerDay: 100 },
  see: fileOnDay8,
  seen: { state: 'Completed', file },
}));

/** §2.2: required by the schema, optional by the page; the schema's list forgets `attributes`. */
const FIELDS: readonly Reading[] = [
  { reading: 'left out', fields: undefined, header: HEADER.trim() },
  { reading: 'given', fields: ['leadId', 'marketoGUID'], header: 'leadId,marketoGUID' },
  { reading: 'attributes', fields: ['attributes'], header: 'attributes' },
  { reading: 'actionResult', fields: ['actionResult'], header: 'actionResult' },
].map(({ reading, fields, header }) => ({
  conflict: 'fields of a create',
  reading,
  options: { activitiesPerDay: 10 },
  see: async (emulated: Emulated) => {
    const job = await completed(emulated, fields === undefined ? {} : { fields });
    return (await fileText(emulated, job)).split('\n')[0];
  },
  seen: header,
}));

/** §2.3: the schema calls absent members null, the live server leaves them out. */
const ABSENT: readonly Reading[] = (['omitted', 'null'] as const).map((absentMembers) => ({
  conflict: 'members that a job does not have',
  reading: absentMembers,
  options: { switches: { absentMembers } },
  see: async (emulated: Emulated) => {
    const job = await created(emulated);
    const status = (await emulated.client.exportStatus(job.exportId)).value;
    return [job, status, ...(await listed(emulated, []))].map((each) => Object.keys(each));
  },
  seen: Array.from({ length: 3 }, () => ['exportId', 'state', 'stateText', 'format', 'createdAt']),
}));

/** §2.3: the pages' samples show it at once, the live server from Queued on. */
const QUEUED_AT: readonly Reading[] = [false, true].map((queuedAtWhenCreated) => ({
  conflict: 'queuedAt of a job that is only created',
  reading: queuedAtWhenCreated ? 'shown' : 'absent',
  options: { switches: { queuedAtWhenCreated } },
  see: async (emulated: Emulated) => {
    const job = await created(emulated);
    const { value } = await emulated.client.exportStatus(job.exportId);
    return [job, value].map(({ state, queuedAt }) => [state, queuedAt]);
  },
  seen: Array.from({ length: 2 }, () => ['Created', queuedAtWhenCreated ? START : undefined]),
}));

/** §2.3: UTC without milliseconds live, offsets in the samples, `+0000` in the schema's. */
const DATES: readonly Reading[] = [
  '2026-11-01T10:00:00Z',
  '2026-11-01T10:00:00.999Z',
  '2026-11-01T02:00:00-08:00',
  '2026-11-01T02:00:00-0800',
  '2026-11-01T10:00:00+0000',
].map((written) => ({
  conflict: 'dates of a job',
  reading: written,
  faults: [
    {
      on: '*' as const,
      do: {
        jobMembers: {
          createdAt: written,
          queuedAt: written,
          startedAt: written,
          finishedAt: written,
        },
      },
    },
  ],
  see: async (emulated: Emulated) => {
    const job = await completed(emulated);
    const { createdAt, queuedAt, startedAt, finishedAt } = job;
    return [createdAt, queuedAt, startedAt, finishedAt];
  },
  seen: [START, START, START, START],
}));

/** §2.7: a header alone, or nothing at all; §8 rows 6 and 7. */
async function fileOfNoRecords(emulated: Emulated) {
  const job = await completed(emulated);
  const { state, numberOfRecords, fileSize } = job;
  const opened = emulated.client.openFile(job.exportId, { start: 0 });
  const stretch = await orKind(
    opened.then(async ({ start, totalBytes, body }) => ({
      start,
      totalBytes,
      text: await readAll(body),
    })),
  );
  return { state, numberOfRecords, fileSize, stretch };
}

const NO_RECORDS: readonly Reading[] = (
  [
    ['header', 'unsatisfiable', { start: 0, totalBytes: HEADER.length, text: HEADER }],
    ['empty', 'unsatisfiable', 'rangeNotSatisfiable'],
    ['empty', 'whole', { start: 0, totalBytes: 0, text: '' }],
  ] as const
).map(([emptyFile, badRange, stretch]) => ({
  conflict: 'the file of no records',
  reading: `${emptyFile}, a range past the end ${badRange}`,
  options: { activitiesPerDay: 0, switches: { emptyFile, badRange } },
  see: fileOfNoRecords,
  seen: {
    state: 'Completed',
    numberOfRecords: 0,
    fileSize: emptyFile === 'header' ? HEADER.length : 0,
    stretch,
  },
}));

/** §2.6: with a charset since 2024, without before, and JSON by the schema. */
const CONTENT_TYPES: readonly Reading[] = [
  'text/csv;charset=UTF-8',
  'text/csv',
  'application/json',
  'application/json;charset=UTF-8',
].flatMap((csvContentType) =>
  [false, true].map((ignoreRange) => ({
    conflict: 'the Content-Type of a file',
    reading: `${csvContentType}, range ${ignoreRange ? 'ignored' : 'served'}`,
    options: { activitiesPerDay: 100, switches: { csvContentType } },
    faults: [{ on: 'file' as const, do: { ignoreRange } }],
    see: async (emulated: Emulated) => {
      const job = await completed(emulated);
      return (await fileText(emulated, job)).startsWith(HEADER);
    },
    seen: true,
  })),
);

/** §2.2 and §2.7: TSV and SSV are unrecorded, SSV is semicolons on one page and blanks on four. */
const FORMATS: readonly Reading[] = (['CSV', 'TSV', 'SSV'] as const).map((format) => ({
  conflict: 'formats',
  reading: format,
  options: { activitiesPerDay: 100 },
  see: async (emulated: Emulated) => {
    const job = await completed(emulated, { format });
    return [job.format, await fileFrom(emulated, job, 0)];
  },
  seen: [format, true],
}));

/** §2.6, §8 row 19: trouble in place of a file comes as an envelope with HTTP 200, or as a plain status. */
const TROUBLE: readonly Reading[] = (
  [
    ['an envelope of 601', { errorCode: '601' }, true],
    ['an envelope of 602', { errorCode: '602' }, true],
    ['HTTP 401', { httpStatus: 401 }, true],
    ['an envelope of 606', { errorCode: '606' }, 'rateLimited'],
    ['HTTP 429', { httpStatus: 429 }, 'rateLimited'],
    ['an envelope of 615', { errorCode: '615' }, 'tooManyConcurrentCalls'],
    ['an envelope of 603', { errorCode: '603' }, 'accessDenied'],
    ['HTTP 403', { httpStatus: 403 }, 'accessDenied'],
    ['an envelope of 610', { errorCode: '610' }, 'notFound'],
    ['HTTP 404', { httpStatus: 404 }, 'fileNotFound'],
    ['an envelope of 502', { errorCode: '502' }, 'unavailable'],
    ['HTTP 502', { httpStatus: 502, html: true }, 'unavailable'],
  ] satisfies [string, FaultEffect, string | true][]
).map(([reading, effect, seen]) => ({
  conflict: 'trouble at the file call',
  reading,
  options: { activitiesPerDay: 10 },
  faults: [{ on: 'file' as const, times: 1, do: effect }],
  see: async (emulated: Emulated) => fileFrom(emulated, await completed(emulated), 4),
  seen,
}));

/** §2.6: until August 2021 a range came without its last byte. */
const LAST_BYTE: readonly Reading[] = [false, true].map((omitLastByte) => ({
  conflict: 'the last byte of a range',
  reading: omitLastByte ? 'missing' : 'included',
  options: { activitiesPerDay: 10 },
  faults: [{ on: 'file' as const, do: { omitLastByte } }],
  see: async (emulated: Emulated) => {
    const { exportId } = await completed(emulated);
    const range = { start: 0, end: 9 };
    return orKind(emulated.client.openFile(exportId, range).then(({ body }) => readAll(body)));
  },
  seen: omitLastByte ? 'brokenBody' : HEADER.slice(0, 10),
}));

/** §8 row 6: what Marketo answers to a range that starts where the file ends is not documented. */
const PAST_THE_END: readonly Reading[] = (
  [
    ['unsatisfiable', 'rangeNotSatisfiable'],
    ['whole', 0],
    ['clipped', 'brokenBody'],
  ] as const
).map(([badRange, seen]) => ({
  conflict: 'a range that starts at the end of the file',
  reading: badRange,
  options: { activitiesPerDay: 10, switches: { badRange } },
  see: async (emulated: Emulated) => {
    const { exportId, fileSize = 0 } = await completed(emulated);
    const opened = emulated.client.openFile(exportId, { start: fileSize });
    return orKind(opened.then(({ start }) => start));
  },
  seen,
}));

/** §8 row 19, by the emulator's own token and rate limits. */
const FILE_REFUSALS: readonly Reading[] = (['envelope', 'http'] as const).map((fileRefusals) => ({
  conflict: 'an expired token and too many calls at the file call',
  reading: fileRefusals,
  options: { activitiesPerDay: 10, callsPerSpan: 5, switches: { fileRefusals } },
  see: async (emulated: Emulated) => {
    const job = await completed(emulated);
    emulated.emulator.expireTokens();
    const renewed = await fileFrom(emulated, job, 0);
    const repeated = [];
    for (let call = 0; call < 6; call += 1) repeated.push(await fileFrom(emulated, job, 0));
    return [renewed, repeated.at(-1)];
  },
  seen: [true, 'rateLimited'],
}));

/** §4.2: the live text names the megabytes, the page's does not; given at create and at enqueue. */
const QUOTA: readonly Reading[] = (['live', 'page'] as const).map((quotaMessage) => ({
  conflict: 'the words of a used-up quota',
  reading: quotaMessage,
  options: { quotaBytes: 1_000_000, switches: { quotaMessage } },
  see: async (emulated: Emulated) => {
    const job = await created(emulated);
    emulated.emulator.setEnvironment({ otherTools: { quotaBytes: 1_000_000 } });
    return [
      await orKind(created(emulated)),
      await orKind(emulated.client.enqueueExport(job.exportId)),
    ];
  },
  seen: ['quotaExhausted', 'quotaExhausted'],
}));

/** §8 rows 5 and 27: what has ended is refused, or taken without effect. */
const ENDED: readonly Reading[] = [
  ...(['refused', 'success'] as const).map((cancelOfTerminal) => ({
    conflict: 'the cancel of a completed job',
    reading: cancelOfTerminal,
    options: { activitiesPerDay: 10, switches: { cancelOfTerminal } },
    see: async (emulated: Emulated) => {
      const { exportId } = await completed(emulated);
      return orKind(emulated.client.cancelExport(exportId).then(({ value }) => value.state));
    },
    seen: cancelOfTerminal === 'refused' ? 'invalid' : 'Completed',
  })),
  ...(['1003', '1029'] as const).map((enqueueOfCancelled) => ({
    conflict: 'the enqueue of a cancelled job',
    reading: enqueueOfCancelled,
    options: { switches: { enqueueOfCancelled } },
    see: async (emulated: Emulated) => {
      const { exportId } = await created(emulated);
      await emulated.client.cancelExport(exportId);
      return orKind(emulated.client.enqueueExport(exportId));
    },
    seen: enqueueOfCancelled === '1003' ? 'invalid' : 'alreadyQueued',
  })),
];

/** §1: first 602, then 601 for the same token; the query parameter is on its way out. */
const TOKENS: readonly Reading[] = [
  ...[1, 2].map((uses) => ({
    conflict: 'a token that expired early',
    reading: uses === 1 ? '602' : '601',
    see: async (emulated: Emulated) => {
      const { exportId } = await created(emulated);
      const headers = { authorization: `Bearer ${await tokenOf(emulated.emulator)}` };
      emulated.emulator.expireTokens();
      if (uses === 2)
        await fetch(`${emulated.emulator.url}/rest/v1/activities/types.json`, { headers });
      await emulated.client.exportStatus(exportId);
      return emulated.emulator
        .log()
        .filter(({ operation }) => operation === 'status')
        .map(({ errorCode }) => errorCode);
    },
    seen: [uses === 1 ? '602' : '601', null],
  })),
  ...(['refused', 'accepted'] as const).map((tokenInQuery) => ({
    conflict: 'a token in the query',
    reading: tokenInQuery,
    options: { switches: { tokenInQuery } },
    see: async (emulated: Emulated) => (await created(emulated)).state,
    seen: 'Created',
  })),
];

describe('the client takes either reading of', () => {
  it.each([
    ...CANCELLED,
    ...RETENTION,
    ...FIELDS,
    ...ABSENT,
    ...QUEUED_AT,
    ...DATES,
    ...NO_RECORDS,
    ...CONTENT_TYPES,
    ...FORMATS,
    ...TROUBLE,
    ...LAST_BYTE,
    ...PAST_THE_END,
    ...FILE_REFUSALS,
    ...QUOTA,
    ...ENDED,
    ...TOKENS,
  ])('$conflict: $reading', async ({ options, faults = [], see, seen }: Reading) => {
    const emulated = await startEmulated(options);
    emulated.emulator.addFaults(...faults);
    expect(await see(emulated)).toEqual(seen);
  });
});
