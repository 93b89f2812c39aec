import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHAOS_FAULTS, faultName, faultRules } from '../../chaos/faults.ts';
import {
  BUCKET_FAULTS,
  bucketFaultName,
  drawBucketFaults,
} from '../../chaos/storage/bucket-faults.ts';
import { makePlan } from '../../chaos/plan.ts';
import { periodOf } from '../../chaos/plan-datasets.ts';

const OPTIONS = { seed: 1, windows: 300, minutes: 12, workers: 3, store: 'file' } as const;
const DAY_MS = 86_400_000;

describe('the plan of a chaos run', () => {
  it('is the same for the same seed and another one for another seed, faults included', () => {
    expect(makePlan(OPTIONS)).toEqual(makePlan(OPTIONS));
    expect(makePlan({ ...OPTIONS, seed: 2 })).not.toEqual(makePlan(OPTIONS));
    expect(faultRules(1)).toEqual(faultRules(1));
    expect(faultRules(2)).not.toEqual(faultRules(1));
  });

  it('exports as many days as it is asked for, none in two datasets', () => {
    const periods = makePlan(OPTIONS).datasets.map(periodOf);
    const days = periods.map(({ startMs, endMs }) => (endMs + 1_000 - startMs) / DAY_MS);
    expect(days.reduce((sum, each) => sum + each, 0)).toBe(300);
    for (const [index, { startMs }] of periods.entries()) {
      if (index > 0) expect(startMs).toBeGreaterThan(periods[index - 1]!.endMs);
    }
  });

  it('asks for every dataset as a whole, and for nothing beyond it', () => {
    const { datasets, requests } = makePlan(OPTIONS);
    for (const dataset of datasets) {
      const { startMs, endMs } = periodOf(dataset);
      const own = requests.filter((request) => request.dataset === dataset.name);
      const asked = own.map(({ body }) => {
        const { createdAt } = body.filter as { createdAt: { startAt: string; endAt: string } };
        return [Date.parse(createdAt.startAt), Date.parse(createdAt.endAt)] as const;
      });
      expect(Math.min(...asked.map(([start]) => start))).toBe(startMs);
      for (const [start, end] of asked) expect([start < end, end]).toEqual([true, endMs]);
    }
  });

  it.each([
    { windows: 12, minutes: 0.5 },
    { windows: 300, minutes: 12 },
  ])('has a server restart and kills, in order of time: %o', (size) => {
    const { events, requests } = makePlan({ ...OPTIONS, ...size });
    const kinds = events.map((event) => event.do);
    expect(kinds.filter((kind) => kind === 'restartServer')).toHaveLength(1);
    expect(kinds).toContain('kill');
    expect(new Set(events.flatMap((e) => ('workflowId' in e ? [e.workflowId] : []))).size).toBe(
      requests.length,
    );
    const times = events.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('does everything to some run when it is long', () => {
    const kinds = new Set(makePlan(OPTIONS).events.map((event) => event.do));
    const all = [
      'start',
      'cancel',
      'terminate',
      'resetRun',
      'resetWindow',
      'pollNow',
      'kill',
      'drain',
    ];
    const ofAll = ['restartServer', 'fillQueue', 'expireTokens', 'cancelAtMarketo'];
    expect([...kinds].sort()).toEqual([...all, ...ofAll].sort());
  });
});

describe('with a bucket', () => {
  it('kills its server now and then, and does everything else as with a folder', () => {
    const onS3 = makePlan({ ...OPTIONS, store: 's3' });
    const restarts = onS3.events.filter((event) => event.do === 'restartStore');
    expect(restarts.length).toBeGreaterThan(5);
    const others = onS3.events.filter((event) => event.do !== 'restartStore');
    expect({ ...onS3, events: others }).toEqual(makePlan(OPTIONS));
  });

  it('strikes each kind of call at its rate, the same ones for the same seed', () => {
    const part = { method: 'PUT', url: '/exports/a.8m.part?partNumber=1&uploadId=u', headers: {} };
    const read = { method: 'GET', url: '/exports/a.csv?x-id=GetObject', headers: {} };
    const calls = Array.from({ length: 4_000 }, (_, index) => (index % 2 === 0 ? part : read));
    const strikes = (seed: number) => {
      const draw = drawBucketFaults(seed);
      return calls.map((call) => draw(call));
    };
    expect(strikes(1)).toEqual(strikes(1));
    expect(strikes(1)).not.toEqual(strikes(2));
    for (const fault of BUCKET_FAULTS) {
      const reach = fault.on === 'any' ? 4_000 : 2_000;
      const share = strikes(1).filter((struck) => struck === fault).length / reach;
      expect(Math.abs(share - fault.rate)).toBeLessThan(fault.rate / 2);
    }
  });
});

describe('the faults of a chaos run', () => {
  it('have a name each', () => {
    const names = [...CHAOS_FAULTS.map(faultName), ...BUCKET_FAULTS.map(bucketFaultName)];
    expect(new Set(names).size).toBe(CHAOS_FAULTS.length + BUCKET_FAULTS.length);
  });

  it('are those of the table in docs/reliability.md', () => {
    const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z0-9 *]+)` +\| ([^|]+?) +\| ([\d.]+) % +\|$/gm)];
    const told = [
      ...CHAOS_FAULTS,
      ...BUCKET_FAULTS.map((fault) => ({ ...fault, on: `s3 ${fault.on}` })),
    ];
    expect(rows.map(([, on, kind, percent]) => [on, kind, Number(percent)])).toEqual(
      told.map(({ on, kind, rate }) => [on, kind, Number((rate * 100).toFixed(2))]),
    );
  });
});
