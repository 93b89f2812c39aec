/** Tokens and credentials that end in the midst of a run: renewed once for all, waited for, and a paid job is kept. */
import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../src/emulator/index.ts';
import { FAILURE } from '../../src/interface/names.ts';
import { eventually } from '../support/eventually.ts';
import { letGo, type PaidCase, type Step, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';

const CALLS = ['create', 'enqueue', 'status', 'file'] as const;
const RANGE_BYTES = 16 * 1024;
const REFUSED: FaultEffect = { httpStatus: 401 };

const paid = usePaidOnce({
  hasten: true,
  env: { EXTRACT_RANGE_BYTES: String(RANGE_BYTES) },
  marketo: { limits: { callsPer20s: 10_000, concurrentCalls: 10, concurrentFiles: 8 } },
});

describe('a token', () => {
  it.each(['601', '602'])(
    'that is refused with %s at every call is renewed each time, with nothing to be seen of it',
    async (code) => {
      const at = paid.newCase(`renewed ${code}`);
      for (const on of CALLS) at.strike(on, { errorCode: code });
      const asked = tokensAsked();
      await runExtract(paid.at, at.request());
      expect(at.failures()).toEqual([]);
      expect(tokensAsked() - asked).toBeLessThanOrEqual(CALLS.length + 1);
      await at.expectPaid([1]);
    },
  );

  it('that is revoked before each call, while the clock says it is good, is replaced', async () => {
    const at = paid.newCase('revoked');
    const revokedAfter = new Set<Step>();
    paid.interference.set(at.dataset, {
      after: (step) => {
        if (!['findWindow', 'createJob', 'enqueueJob', 'jobStatus'].includes(step)) return;
        if (revokedAfter.has(step)) return;
        revokedAfter.add(step);
        paid.at.emulator.expireTokens();
      },
    });
    const asked = tokensAsked();
    await runExtract(paid.at, at.request());
    expect(revokedAfter.size).toBe(CALLS.length);
    expect(tokensAsked() - asked).toBeLessThanOrEqual(CALLS.length + 1);
    expect(tokensAsked() - asked).toBeGreaterThanOrEqual(CALLS.length);
    expect(at.failures()).toEqual([]);
    await at.expectPaid([1]);
  });

  it('that expires between the ranges of many downloads is renewed once for all of them', async () => {
    const at = paid.newCase('between ranges', 8);
    let stored = 0;
    let expired = false;
    paid.interference.set(at.dataset, {
      beforeBytes: (what) => {
        stored += what === 'append' ? 1 : 0;
        if (stored < 20 || expired) return;
        expired = true;
        paid.at.emulator.addFaults({ on: 'identity', do: { delayMs: 300 } });
        paid.at.emulator.expireTokens();
      },
    });
    await runExtract(paid.at, at.request({ windowSize: 'P1D' }, 0, 0)); // the token is there
    stored = 0;
    expired = false;
    const [asked, refusedBefore] = [tokensAsked(), refusals()];
    await runExtract(paid.at, at.request({ windowSize: 'P1D', concurrency: 8 }, 1));
    expect(expired).toBe(true);
    expect(refusals()).toBeGreaterThan(refusedBefore);
    expect(tokensAsked() - asked).toBe(1);
    expect(at.failures()).toEqual([]);
    await at.expectPaid(1);
  });
});

describe('credentials that are refused', () => {
  it('between create and enqueue fail the window at once: nothing is paid, and the next run pays once', async () => {
    const at = paid.newCase('refused before enqueue');
    refuseAfter(at, 'createJob');
    const run = await startExtract(paid.at, at.request());
    await expect(run.result()).rejects.toMatchObject({
      cause: {
        type: FAILURE.marketoCredentials,
        message: expect.stringContaining('Admin > LaunchPoint') as string,
      },
    });
    expect(at.jobs().map(({ state }) => state)).toEqual(['Created']);
    letGo(paid, at);
    await runExtract(paid.at, at.request());
    expect(at.jobs().map(({ state }) => state)).toContain('Completed');
    await at.expectPaid([1]);
  });

  it('while downloading are waited for; the next run of the request goes on with the paid file', async () => {
    const at = paid.newCase('refused downloading');
    refuseAfter(at, 'jobStatus', 3);
    const run = await startExtract(paid.at, at.request());
    await eventually('it waits', () =>
      at
        .failures()
        .some(
          ({ step, type, waitMs }) =>
            step === 'downloadFile' && type === FAILURE.marketoCredentials && waitMs === 30_000,
        )
        ? true
        : undefined,
    );
    await run.terminate('by a test');
    letGo(paid, at);
    const { windows, bytes } = await runExtract(paid.at, at.request());
    const { exportId } = at.paidJobs()[0]!;
    expect(windows).toMatchObject([{ exportId, reused: false }]);
    expect(paid.at.emulator.sentFiles()[exportId]!.bytes).toBe(bytes); // nothing was fetched twice
    await at.expectPaid([1]);
  });

  /** Once the step is done, the token is worth nothing and there is no other; or when so many ranges are stored. */
  function refuseAfter(at: PaidCase, step: Step, appends = 0): void {
    let done = false;
    let stored = 0;
    const refuse = () => {
      if (!done || stored < appends) return;
      done = false;
      paid.at.emulator.addFaults({ on: 'identity', do: REFUSED });
      paid.at.emulator.expireTokens();
    };
    paid.interference.set(at.dataset, {
      after: (ended) => {
        if (ended !== step) return;
        done = true;
        refuse();
      },
      beforeBytes: (what) => {
        stored += what === 'append' ? 1 : 0;
        refuse();
      },
    });
  }
});

describe('an identity service that is down', () => {
  const OUTAGE: readonly FaultEffect[] = [
    { httpStatus: 503, retryAfter: '90' },
    { dropRequest: true },
    { dropAnswer: true },
    { emptyBody: true },
    { truncatedJson: true },
    { html: true },
  ];

  it.each([
    { when: 'before the enqueue', after: 'findWindow', step: 'createJob' },
    { when: 'after it', after: 'enqueueJob', step: 'jobStatus' },
  ] as const)('$when is waited for; the window is paid once', async ({ when, after, step }) => {
    const at = paid.newCase(`identity down ${when}`);
    let down = false;
    paid.interference.set(at.dataset, {
      after: (ended) => {
        if (ended !== after || down) return;
        down = true;
        OUTAGE.forEach((effect, calls) =>
          paid.at.emulator.addFaults({ on: 'identity', after: calls, times: 1, do: effect }),
        );
        paid.at.emulator.expireTokens();
      },
    });
    await runExtract(paid.at, at.request());
    expect(at.failures().map((failure) => [failure.step, failure.type, failure.waitMs])).toEqual(
      OUTAGE.map(({ retryAfter }) => [
        step,
        FAILURE.marketoUnavailable,
        retryAfter === undefined ? 'backOff' : 90_000,
      ]),
    );
    expect(at.jobs()).toHaveLength(1);
    await at.expectPaid([1]);
  });
});

function tokensAsked(): number {
  return paid.at.emulator.log().filter(({ operation }) => operation === 'identity').length;
}

/** Calls whose token was refused. */
function refusals(): number {
  return paid.at.emulator.log().filter(({ errorCode }) => /^60[12]$/.test(errorCode ?? '')).length;
}
