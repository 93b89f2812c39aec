import { expect, it } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import type { Policy } from '../../../src/interface/resolved.ts';
import { eventually } from '../../support/eventually.ts';
import { completedJob, createdJob, openWorkbench, OWNER, POLICY, WINDOW } from './workbench.ts';

/** From the emulator's 12:00Z to 06:05Z. */
const UNTIL_RESET_MS = 18 * 3_600_000 + 5 * 60_000;
const RESERVE = { dailyQuotaBytes: 1_000_000, backfillKeepBytes: 0, backfillKeepPlaces: 9 };

/** A bench whose worker has these settings now; what the run recorded says nothing of a reserve. */
function benchWith(settings: Partial<Policy>, emulator: EmulatorOptions = {}) {
  const policy = { ...POLICY, ...settings };
  return openWorkbench({ emulator, change: () => ({ policy }) });
}

type Bench = Awaited<ReturnType<typeof openWorkbench>>;

async function findRoom(bench: Bench) {
  const input = { run: { ...bench.run, policy: POLICY }, window: WINDOW, owner: OWNER };
  return bench.perform(bench.activities.findRoom, input);
}

it('there is room while no job of ours is queued, processing or finished today', async () => {
  const bench = await benchWith(RESERVE);
  await createdJob(bench); // takes neither a place nor quota
  expect(await findRoom(bench)).toEqual({ answer: 'room' });
});

it('there is none while our own jobs take the places beside the reserve; the next look is soon', async () => {
  const bench = await benchWith(RESERVE, { environment: { hold: { queued: true } } });
  const { exportId } = await createdJob(bench);
  await bench.marketo.enqueueExport(exportId);
  expect(await findRoom(bench)).toEqual({
    answer: 'noRoom',
    waitMs: POLICY.queueWaitMs,
    message: "1 of Marketo's 10 queue places are taken, and backfills leave 9 to other work",
  });
});

/** Of a window that runs as that workflow. */
async function findRoomFor(bench: Bench, workflowId: string) {
  const input = { run: bench.run, window: WINDOW, owner: OWNER };
  const attempt = bench.attempt({ workflowExecution: { workflowId, runId: 'run-1' } });
  return (await attempt.run(bench.activities.findRoom, input)).answer;
}

it('windows that look at the same moment do not all see the same place', async () => {
  const bench = await benchWith({ ...RESERVE, backfillKeepPlaces: 7, pollIntervalMs: 60_000 });
  const windows = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'];
  const answers = await Promise.all(windows.map((window) => findRoomFor(bench, window)));
  expect(answers.filter((answer) => answer === 'room')).toHaveLength(3);
});

it('a step that is repeated finds the room that it was granted before', async () => {
  const bench = await benchWith({ ...RESERVE, pollIntervalMs: 60_000 });
  expect(await findRoomFor(bench, 'w1')).toBe('room');
  expect(await findRoomFor(bench, 'w1')).toBe('room');
  expect(await findRoomFor(bench, 'w2')).toBe('noRoom');
});

it('room that was granted and not used is there again when the list has been refreshed', async () => {
  const bench = await benchWith({ ...RESERVE, pollIntervalMs: 50 });
  expect(await findRoomFor(bench, 'w1')).toBe('room');
  await eventually('room again', async () =>
    (await findRoomFor(bench, 'w2')) === 'room' ? true : undefined,
  );
});

it("there is none until the reset once today's files have come to the reserve", async () => {
  const bench = await benchWith({ ...RESERVE, dailyQuotaBytes: 10_000, backfillKeepBytes: 9_999 });
  await completedJob(bench);
  expect(await findRoom(bench)).toMatchObject({ answer: 'noRoom', waitMs: UNTIL_RESET_MS });
});

it("Marketo's daily calls that are used up are an answer, as for every step", async () => {
  const bench = await benchWith(RESERVE);
  bench.emulator.addFaults({
    on: 'list',
    do: { errorCode: '607', errorMessage: 'Daily API quota reached' },
  });
  expect(await findRoom(bench)).toMatchObject({ answer: 'callsExhausted' });
});

it('a worker that knows no quota leaves the limits to Marketo, and asks nothing', async () => {
  const bench = await benchWith({});
  const asked = bench.emulator.log().length;
  expect(await findRoom(bench)).toEqual({ answer: 'room' });
  expect(bench.emulator.log()).toHaveLength(asked);
});
