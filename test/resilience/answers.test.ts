/** Whatever Marketo, or a proxy before it, answers: each call of a run renews, waits or fails as the contract's §4.2 says. */
import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../src/emulator/index.ts';
import { FAILURE } from '../../src/interface/names.ts';
import type { CancelOutcome, FailedExtractResult } from '../../src/interface/result.ts';
import { eventually } from '../support/eventually.ts';
import { type PaidCase, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

/** The calls of a run in their order, and the steps that make them. */
const CALLS = [
  { on: 'create', step: 'createJob' },
  { on: 'enqueue', step: 'enqueueJob' },
  { on: 'status', step: 'jobStatus' },
  { on: 'file', step: 'downloadFile' },
] as const;

const SOMEBODY_MS = 30_000;
/** A window a day, each struck by a fault of its own. */
const DAILY = { windowSize: 'P1D', concurrency: 10 };

const paid = usePaidOnce({
  atOnce: true,
  hasten: true,
  marketo: { limits: { callsPer20s: 10_000, longestPauseMs: 10 } },
});

function refusal(code: string, message = `Marketo says ${code}`): FaultEffect {
  return { errorCode: code, errorMessage: message };
}

describe('trouble that passes is waited out at every call, as long as it says, and the window is paid once', () => {
  const { marketoUnavailable, marketoBusy } = FAILURE;
  const json = { contentType: 'application/json' };

  type Wait = number | 'backOff';

  it.concurrent.each<{
    name: string;
    type: string;
    answers: readonly (readonly [effect: FaultEffect, ...waits: Wait[]])[];
  }>([
    {
      name: 'codes that pass',
      type: marketoUnavailable,
      answers: ['500', '502', '604', '608', '611', '614', '713', '719'].map((code) => [
        refusal(code),
        'backOff',
      ]),
    },
    {
      name: 'codes and a status that say "too many calls"',
      type: marketoBusy,
      answers: [
        [refusal('606'), 20_000],
        [refusal('615'), 5_000],
        [refusal('20024'), 5_000],
        [{ httpStatus: 429 }, 20_000],
        [{ httpStatus: 429, retryAfter: '7' }, 7_000],
        [{ httpStatus: 429, retryAfter: '90000' }, 900_000], // a quarter of an hour at the most
      ],
    },
    {
      name: 'HTTP 5xx of proxies, no answer, and answers that are none',
      type: marketoUnavailable,
      answers: [
        [{ httpStatus: 500 }, 'backOff'],
        [{ httpStatus: 502, html: true }, 'backOff'],
        [{ httpStatus: 503, retryAfter: '120' }, 120_000],
        [{ httpStatus: 200, ...json }, 'backOff'],
        [{ body: '{"requestId":"a#b","succ', ...json }, 'backOff'],
        [{ html: true }, 'backOff'],
        [{ body: '{"success":true}', ...json }, 'backOff'],
        [{ body: '{"success":false}', ...json }, 'backOff'],
        [{ dropRequest: true }, 'backOff'],
      ],
    },
  ])('$name', async ({ name, type, answers }) => {
    const at = paid.newCase(name, answers.length);
    for (const [day, [effect]] of answers.entries()) {
      for (const { on } of CALLS) at.strike(on, effect, { day });
    }
    const { windows } = await runExtract(paid.at, at.request(DAILY));
    expect(windows).toHaveLength(answers.length);
    expect(told(at)).toEqual(
      answers.flatMap(([, ...waits], day) =>
        CALLS.flatMap(({ step }) => waits.map((waitMs) => [at.days[day], step, type, waitMs])),
      ),
    );
    expect(at.jobs()).toHaveLength(answers.length);
    await at.expectPaid(1);
  });

  it.concurrent('a token that is refused although it is new', async () => {
    const { marketoCredentials } = FAILURE;
    const at = paid.newCase('new token refused', 3);
    // Two refusals each: the call itself is repeated once, with a new token.
    for (const [day, effect] of [refusal('601'), refusal('602'), { httpStatus: 401 }].entries()) {
      for (const { on } of CALLS) at.strike(on, effect, { day, times: 2 });
    }
    await runExtract(paid.at, at.request(DAILY));
    expect(told(at)).toEqual(
      at.days.flatMap((day) => CALLS.map(({ step }) => [day, step, marketoCredentials, 60_000])),
    );
    await at.expectPaid(1);
  });
});

/** Day, step, type and wait of what failed. */
function told(at: PaidCase) {
  return at
    .failures()
    .map(({ startAt, step, type, waitMs }) => [startAt.slice(0, 10), step, type, waitMs]);
}

describe('a refusal for good', () => {
  const FINAL: readonly (readonly [code: string, words: string, next: string])[] = [
    ['413', 'Request body too large', 'ask for less'],
    ['605', 'HTTP Method not supported', 'report it'],
    ['609', 'Invalid JSON', 'report it'],
    ['612', 'Invalid Content Type', 'report it'],
    ['616', 'Invalid subscription type', 'support'],
    ['701', 'Field cannot be blank', 'put right what Marketo names'],
    ['702', 'No data found', 'only the API user'],
    ['703', 'The feature is not enabled', 'support'],
    ['704', 'Invalid date format', 'put right what Marketo names'],
    ['1001', "Required of type 'String'", 'put right what Marketo names'],
    ['1002', 'Missing value for a required parameter', 'put right what Marketo names'],
    ['1004', 'Lead not found', 'only the API user'],
    ['1006', "Field 'x' not found", 'leave the field out'],
    ['1035', 'Unsupported filter type for target subscription', 'put right what Marketo names'],
    ['9999', 'In no document', 'put right what Marketo names'],
  ];
  const UNKNOWN_JOB: typeof FINAL = [
    ['610', 'Requested resource not found', 'only the API user'],
    ['1003', 'Invalid data', 'put right what Marketo names'],
    ['1013', 'Object not found', 'only the API user'],
  ];
  const ALL = [...FINAL, ...UNKNOWN_JOB];

  it.concurrent.each(['create', 'enqueue'] as const)(
    "at %s fails its window at once in Marketo's words with a next step, and nothing is paid",
    async (on) => {
      const at = paid.newCase(`final ${on}`, ALL.length);
      ALL.forEach(([code, words], day) =>
        at.strike(on, refusal(code, words), { day, times: Infinity }),
      );
      const failed = await failedOf(at, DAILY);
      expect(failed.map(({ type }) => type)).toEqual(ALL.map(() => FAILURE.marketoRefused));
      for (const [day, [code, words, next]] of ALL.entries()) {
        for (const text of [code, words, next]) expect(failed[day]!.message).toContain(text);
      }
      // What Marketo may not know yet is asked for again; all else is said once.
      const once = on === 'create' ? ALL : FINAL;
      expect(told(at)).toEqual(
        once.map((_row, day) => [
          at.days[day],
          on === 'create' ? 'createJob' : 'enqueueJob',
          FAILURE.marketoRefused,
          'never',
        ]),
      );
      expect(at.paidJobs()).toEqual([]);
      // What Marketo did not know at the enqueue was looked at again, and cancelled before its claim was given up.
      const unknown = new Set(UNKNOWN_JOB.map((_row, index) => at.days[FINAL.length + index]));
      for (const { state, startAt } of at.jobs()) {
        expect(state).toBe(unknown.has(startAt.slice(0, 10)) ? 'Cancelled' : 'Created');
      }
    },
  );

  it.concurrent('of the permission before paying fails its window with what to do', async () => {
    const at = paid.newCase('denied', 4);
    at.strike('create', refusal('603', 'Access denied'), { day: 0, times: Infinity });
    const denied = startExtract(paid.at, at.request({}, 0, 0)).then((run) => run.result());
    await expect(denied).rejects.toMatchObject({
      cause: {
        type: FAILURE.marketoAccessDenied,
        message: expect.stringContaining('Read-Only Activity') as string,
      },
    });
    at.strike('enqueue', { httpStatus: 403 }, { day: 2, times: Infinity });
    const forbidden = startExtract(paid.at, at.request({}, 2, 2)).then((run) => run.result());
    await expect(forbidden).rejects.toMatchObject({
      cause: { type: FAILURE.marketoAccessDenied },
    });
    expect(at.paidJobs()).toEqual([]);
  });

  it.concurrent(
    'after paying is a wait that somebody may end, and the paid file is fetched',
    async () => {
      const denied: (typeof FINAL)[number] = ['603', 'Access denied', 'Read-Only Activity'];
      const rows = [...FINAL, denied];
      const at = paid.newCase('final after paying', rows.length);
      for (const [day, [code, words]] of rows.entries()) {
        at.strike('status', refusal(code, words), { day });
        at.strike('file', refusal(code, words), { day });
      }
      await runExtract(paid.at, at.request(DAILY));
      expect(told(at)).toEqual(
        rows.flatMap((row, day) => {
          const type = row === denied ? FAILURE.marketoAccessDenied : FAILURE.marketoRefused;
          return ['jobStatus', 'downloadFile'].map((step) => [
            at.days[day],
            step,
            type,
            SOMEBODY_MS,
          ]);
        }),
      );
      for (const [index, { message }] of at.failures().entries()) {
        for (const text of rows[Math.floor(index / 2)]!) expect(message).toContain(text);
      }
      await at.expectPaid(1);
    },
  );

  it.concurrent(
    'of a status that forgets the job for a moment is held against the list of jobs',
    async () => {
      const at = paid.newCase('hiccup');
      for (const [after, [code, words]] of UNKNOWN_JOB.entries()) {
        at.strike('status', refusal(code, words), { after });
      }
      await runExtract(paid.at, at.request());
      expect(at.failures()).toEqual([]);
      await at.expectPaid([1]);
    },
  );

  async function failedOf(at: PaidCase, more: Readonly<Record<string, unknown>>) {
    const run = await startExtract(paid.at, at.request(more));
    const error: unknown = await run.result().catch((reason: unknown) => reason);
    return (error as { cause: { details: [FailedExtractResult] } }).cause.details[0].failed;
  }
});

describe('1029', () => {
  it.concurrent(
    'of the three meanings each leads to its own: wait for a place, wait for the day, go on polling',
    async () => {
      const at = paid.newCase('three meanings', 3);
      at.strike('enqueue', refusal('1029', 'Too many jobs in queue'), { times: 3 });
      at.strike('enqueue', refusal('1029', 'In words not heard before'), { times: 1, after: 3 });
      at.strike(
        'enqueue',
        { ...refusal('1029', 'Job already queued'), workDone: true },
        { day: 1, times: 1 },
      );
      at.strike('enqueue', refusal('1029', 'Export daily quota 500MB exceeded.'), { day: 2 });
      const run = await startExtract(paid.at, at.request({ windowSize: 'P1D', concurrency: 3 }));
      const { status } = await windowWhere(paid.at.client, run.workflowId, 'quota', (window) =>
        /export quota is used up/.test(window.waitingFor ?? ''),
      );
      expect(status.note).toContain('500MB exceeded');
      await run.signal('pollNow');
      expect((await run.result()).windows).toHaveLength(3);
      expect(at.failures()).toEqual([]);
      await at.expectPaid(1);
    },
  );

  it.concurrent('at a call where a full queue makes no sense is a wait as well', async () => {
    const at = paid.newCase('queue elsewhere');
    for (const { on } of CALLS.filter((call) => call.on !== 'enqueue')) {
      at.strike(on, refusal('1029', 'Too many jobs in queue'));
    }
    await runExtract(paid.at, at.request());
    expect(at.failures().map(({ step, type, waitMs }) => [step, type, waitMs])).toEqual(
      ['createJob', 'jobStatus', 'downloadFile'].map((step) => [step, FAILURE.marketoBusy, 60_000]),
    );
    await at.expectPaid([1]);
  });
});

describe('a cancel', () => {
  const STUCK: FaultEffect = { job: { fate: 'stuck' } };

  it.concurrent('is repeated through whatever passes, until the job is cancelled', async () => {
    const at = paid.newCase('cancel through trouble');
    at.strike('job', STUCK);
    const effects: FaultEffect[] = [
      refusal('611'),
      refusal('606'),
      refusal('601'), // renewed, and repeated within the call
      { httpStatus: 503, retryAfter: '11' },
      { html: true },
      { dropRequest: true },
      refusal('603'),
    ];
    for (const [after, effect] of effects.entries()) at.strike('cancel', effect, { after });
    const outcomes = await cancelled(at);
    expect(outcomes).toMatchObject([{ outcome: 'cancelled' }]);
    expect(at.failures().map(({ type, waitMs }) => [type, waitMs])).toEqual([
      [FAILURE.marketoUnavailable, 'backOff'],
      [FAILURE.marketoBusy, 20_000],
      [FAILURE.marketoUnavailable, 11_000],
      [FAILURE.marketoUnavailable, 'backOff'],
      [FAILURE.marketoUnavailable, 'backOff'],
      [FAILURE.marketoAccessDenied, SOMEBODY_MS],
    ]);
    expect(at.paidJobs()).toMatchObject([{ state: 'Cancelled' }]);
    await at.expectPaid([1], { nothing: true });
  });

  it.concurrent.each([
    { name: 'refused for good', effect: refusal('1003', 'May not be cancelled') },
    { name: 'met by used-up calls', effect: refusal('607', 'Daily API quota reached') },
  ])(
    '$name ends with the job named, for the next run to adopt: nothing is bought anew',
    async ({ name, effect }) => {
      const at = paid.newCase(`cancel ${name}`);
      at.strike('job', STUCK);
      at.strike('cancel', effect, { times: Infinity });
      const [outcome] = await cancelled(at);
      const [job] = at.paidJobs();
      expect(outcome).toMatchObject({ outcome: 'notCancelled', exportId: job!.exportId });
      expect(outcome!.reason).toContain(effect.errorMessage);
      await paid.at.emulator.setJobState(job!.exportId, 'Completed');
      const { windows } = await runExtract(paid.at, at.request());
      expect(windows).toMatchObject([{ exportId: job!.exportId }]);
      await at.expectPaid([1]);
    },
  );

  it.concurrent('whose answer is lost is seen in the status', async () => {
    const lost: FaultEffect[] = [
      { dropAnswer: true },
      { emptyBody: true },
      { truncatedJson: true },
      { noResult: true },
      { httpStatus: 502, workDone: true },
    ];
    const at = paid.newCase('cancel lost', lost.length);
    lost.forEach((effect, day) => {
      at.strike('job', STUCK, { day });
      at.strike('cancel', effect, { day });
    });
    const outcomes = await cancelled(at, 2); // two run at once at Marketo
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(lost.map(() => 'cancelled'));
    expect(at.failures()).toHaveLength(lost.length);
    expect(at.paidJobs().map(({ state }) => state)).toEqual(lost.map(() => 'Cancelled'));
  });

  /** Starts, cancels when so many jobs of the case run, and answers what came of each window. */
  async function cancelled(at: PaidCase, running = 1): Promise<readonly CancelOutcome[]> {
    const more = { windowSize: 'P1D', concurrency: at.days.length };
    const run = await startExtract(paid.at, at.request(more));
    await eventually('its jobs are queued, and as many as may run do', () => {
      const jobs = at.paidJobs();
      const processing = jobs.filter(({ state }) => state === 'Processing').length;
      return (jobs.length === at.days.length && processing === running) || undefined;
    });
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    return (await cancellationMemo(paid.at.client, run.workflowId)) ?? [];
  }
});

describe('an answer that is lost after the work', () => {
  const LOST: readonly FaultEffect[] = [
    { dropAnswer: true },
    { emptyBody: true },
    { truncatedJson: true },
    { noResult: true },
    { httpStatus: 502, workDone: true },
    { httpStatus: 200, html: true, workDone: true },
  ];

  it.concurrent('of a create leaves a twin in Created, and one job is paid', async () => {
    const at = paid.newCase('create lost', LOST.length);
    LOST.forEach((effect, day) => at.strike('create', effect, { day }));
    await runExtract(paid.at, at.request(DAILY));
    await at.expectPaid(1);
    const twins = at.jobs().filter(({ state }) => state !== 'Completed');
    expect(twins.map(({ state }) => state)).toEqual(LOST.map(() => 'Created'));
  });

  it.concurrent('of an enqueue is "already queued" the next time: one job, paid once', async () => {
    const at = paid.newCase('enqueue lost', LOST.length);
    LOST.forEach((effect, day) => at.strike('enqueue', effect, { day }));
    await runExtract(paid.at, at.request(DAILY));
    expect(at.failures().map(({ step }) => step)).toEqual(LOST.map(() => 'enqueueJob'));
    expect(at.jobs()).toHaveLength(LOST.length);
    await at.expectPaid(1);
  });

  it.concurrent('of every call of one run: one job is paid, once', async () => {
    const at = paid.newCase('all lost');
    for (const { on } of CALLS) at.strike(on, { dropAnswer: true });
    await runExtract(paid.at, at.request());
    expect(at.failures().map(({ step }) => step)).toEqual(CALLS.map(({ step }) => step));
    await at.expectPaid([1]);
  });
});
