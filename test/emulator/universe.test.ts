import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultFields, headerLine } from '../../src/emulator/data/columns.ts';
import { ExportFile } from '../../src/emulator/data/export-file.ts';
import { Rows } from '../../src/emulator/data/rows.ts';
import { SegmentCache } from '../../src/emulator/data/segment-cache.ts';
import { Universe } from '../../src/emulator/data/universe.ts';

const layout = {
  fields: ['marketoGUID', 'leadId', 'activityDate', 'activityTypeId'],
  columnHeaderNames: {},
  format: 'CSV',
} as const;
const START_SECOND = Date.UTC(2025, 5, 1) / 1000;
const FAR_SECOND = Date.UTC(2030, 0, 1) / 1000;

function universe(seed: number, activitiesPerDay: number): Universe {
  const clean = { lateShare: 0, lateSeconds: 0, dirtyRows: 'off', guids: 'mixed' } as const;
  return new Universe({ seed, activitiesPerDay, ...clean });
}

async function lines(world: Universe, from: number, to: number): Promise<string[]> {
  const filter = {
    firstSecond: START_SECOND + from,
    lastSecond: START_SECOND + to,
    activityTypeIds: null,
    primaryAttributeValueIds: null,
    primaryAttributeValues: null,
  };
  const rows = new Rows(world, filter, layout, FAR_SECOND);
  const file = await ExportFile.index('', rows, new SegmentCache(), new AbortController().signal);
  const text = Buffer.concat([...file.read(0, file.figures.fileSize)]).toString();
  const found = text.split('\n').slice(0, -1);
  expect(found).toHaveLength(file.figures.numberOfRecords);
  return found;
}

const second = (line: string) => Date.parse(line.split(',')[2] ?? '') / 1000 - START_SECOND;

test('windows that overlap agree on every row they share', async () => {
  const moment = fc.integer({ min: 0, max: 900 });
  const windows = fc.tuple(moment, moment, moment, moment);
  const rates = fc.constantFrom(1, 500, 86_400, 200_001);
  await fc.assert(
    fc.asyncProperty(fc.nat(), rates, windows, async (seed, perDay, [a, b, c, d]) => {
      const world = universe(seed, perDay);
      const one = [Math.min(a, b), Math.max(a, b)] as const;
      const other = [Math.min(c, d), Math.max(c, d)] as const;
      const both = (line: string) =>
        second(line) >= Math.max(one[0], other[0]) && second(line) <= Math.min(one[1], other[1]);
      const ofOne = (await lines(world, ...one)).filter(both);
      const ofOther = (await lines(universe(seed, perDay), ...other)).filter(both);
      expect(ofOne.sort()).toEqual(ofOther.sort());
    }),
    { numRuns: 25 },
  );
});

test('closed windows side by side give every row of the whole once', async () => {
  const cut = fc.integer({ min: 0, max: 3598 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), cut, async (seed, last) => {
      const world = universe(seed, 100_000);
      const parts = [...(await lines(world, 0, last)), ...(await lines(world, last + 1, 3599))];
      expect(parts.sort()).toEqual((await lines(world, 0, 3599)).sort());
      expect(new Set(parts).size).toBe(parts.length);
    }),
    { numRuns: 20 },
  );
});

test('a day has as many activities as asked for', async () => {
  expect(await lines(universe(1, 1234), 0, 86_399)).toHaveLength(1234);
});

test('100 MB are measured and served in pieces without holding the event loop for 50 ms', async () => {
  const filter = {
    firstSecond: START_SECOND,
    lastSecond: START_SECOND + 86_399,
    activityTypeIds: null,
    primaryAttributeValueIds: null,
    primaryAttributeValues: null,
  };
  const full = { fields: defaultFields, columnHeaderNames: {}, format: 'CSV' } as const;
  const rows = new Rows(universe(1, 310_000), filter, full, FAR_SECOND);
  let busiestMs = 0;
  let lastMs = process.cpuUsage().user / 1000;
  // Processor time, not the clock: a machine shared with others stops us for longer.
  const beat = setInterval(() => {
    const nowMs = process.cpuUsage().user / 1000;
    busiestMs = Math.max(busiestMs, nowMs - lastMs);
    lastMs = nowMs;
  }, 1);
  const { signal } = new AbortController();
  const file = await ExportFile.index(headerLine(full), rows, new SegmentCache(), signal);
  clearInterval(beat);
  expect(file.figures.fileSize).toBeGreaterThan(100_000_000);
  expect(busiestMs).toBeLessThan(50);
});
