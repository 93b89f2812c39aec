/** The Temporal UI as a person uses it: a real browser on a real server, with a worker and the emulator behind. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DEFAULT_TASK_QUEUE, EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { parseRequest } from '../../src/interface/request.ts';
import type { ExtractResult } from '../../src/interface/result.ts';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { launchBrowser, withPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { findBrowser } from '../support/find-browser.ts';
import { publishedWindows } from '../support/published.ts';
import { withoutNews } from './pages/news-feed.ts';
import { CreateSchedulePage } from './pages/schedule.ts';
import { StartWorkflowPage } from './pages/start-workflow.ts';
import type { WorkflowPage } from './pages/workflow.ts';

const found = await findBrowser();
if (!found.available) process.stderr.write(`The Temporal UI is not tested: ${found.reason}\n`);

const QUOTA_SPENT = { errorCode: '1029', errorMessage: 'Export daily quota 500MB exceeded.' };

/** Three windows of a week, or less. */
function request(dataset: string) {
  const createdAt = { startAt: '2026-01-01T00:00:00Z', endAt: '2026-01-20T23:59:59Z' };
  return { filter: { createdAt, activityTypeIds: [1, 2] }, dataset };
}

describe.skipIf(!found.available)('in the Temporal UI', () => {
  let server: DevServer;
  let at: Installation;
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = found.available ? found.path : '';
    server = await startDevServer({ executable: inject('temporalExecutable'), ui: true });
    [at, browser] = await Promise.all([
      install({
        address: server.address,
        // Schedules mean the real time, so the emulator has it, too.
        emulator: { startTime: Date.now() },
        env: { EXTRACT_TASK_QUEUE: DEFAULT_TASK_QUEUE },
      }),
      launchBrowser(executablePath),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await at[Symbol.asyncDispose]();
    await server.stop();
  });
  beforeEach(() => {
    at.emulator.clearFaults();
    at.emulator.setEnvironment({ hold: false });
  });

  const onPage = (use: (page: Page) => Promise<void>) => () =>
    withPage(browser, { baseUrl: server.uiUrl ?? '' }, async (page) => {
      await withoutNews(page);
      await use(page);
    });

  it(
    'no page of these tests leaves loopback, by name or by number',
    onPage(async (page) => {
      for (const url of ['https://newsfeed.temporal.io/', 'http://192.0.2.1/'])
        await expect(page.goto(url)).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
    }),
  );

  const formFor = (workflowId: string) => ({
    workflowId,
    taskQueue: DEFAULT_TASK_QUEUE,
    workflowType: EXTRACT_ACTIVITIES,
  });

  async function started(page: Page, workflowId: string, input: object): Promise<WorkflowPage> {
    const form = new StartWorkflowPage(page);
    await form.openFilledIn(formFor(workflowId));
    await form.pasteInput(JSON.stringify(input, null, 2));
    return form.start();
  }

  it(
    'a request pasted into Start Workflow is seen to finish, with its counts, its result and the files that are there',
    onPage(async (page) => {
      const form = new StartWorkflowPage(page);
      await form.open();
      await form.fillIn(formFor('pasted'));
      await form.pasteInput(JSON.stringify(request('pasted'), null, 2));
      const run = await form.start();
      await run.waitForStatus('Completed');
      const result = (await run.result()) as ExtractResult;
      expect(result).toMatchObject({ dataset: 'pasted', windows: [{}, {}, {}] });
      expect(await run.input()).toEqual(request('pasted'));
      const details = await run.waitForDetails(/3 of 3 published/);
      expect(details.replaceAll(',', '')).toContain(`Records: ${result.records}`);
      const published = await publishedWindows(at.folder);
      expect(published.map(({ exportId }) => exportId).sort()).toEqual(
        result.windows.map(({ exportId }) => exportId).sort(),
      );
    }),
  );

  it(
    'a link opens Start Workflow filled in; a wrong request is refused with every fault on the page of its run',
    onPage(async (page) => {
      const wrong = {
        filter: { createdAt: { startAt: '2026-01-01', endAt: '2026-01-20T23:59:59' } },
        windowsize: 'P1D',
        concurrency: 11,
      };
      const form = new StartWorkflowPage(page);
      await form.openFilledIn(formFor('wrong'));
      expect(await form.read()).toEqual(formFor('wrong'));
      await form.waitForWorkers();
      await form.pasteInput(JSON.stringify(wrong));
      const run = await form.start();
      await run.waitForStatus('Failed');
      const { failure } = (await run.result()) as { failure: { message: string } };
      for (const fault of faultsOf(wrong)) expect(failure.message).toContain(fault);
    }),
  );

  it(
    'Request Cancellation cancels the jobs at Marketo, and the memo tells what came of each',
    onPage(async (page) => {
      at.emulator.setEnvironment({ hold: { processing: true } });
      const before = at.emulator.jobs().length;
      const run = await started(page, 'cancelled', request('cancelled'));
      const jobs = () => at.emulator.jobs().slice(before);
      await eventually('two jobs are at work', () =>
        jobs().filter(({ state }) => state === 'Processing').length === 2 ? true : undefined,
      );
      await run.requestCancellation();
      await run.waitForStatus('Canceled');
      expect(jobs().map(({ state }) => state)).toEqual(['Cancelled', 'Cancelled']);
      const { fields } = (await run.memo()) as {
        fields: { cancellation: { exportId: string; outcome: string }[] };
      };
      const told = fields.cancellation.map(({ exportId, outcome }) => `${exportId} ${outcome}`);
      expect(told.sort()).toEqual(
        jobs()
          .map(({ exportId }) => `${exportId} cancelled`)
          .sort(),
      );
    }),
  );

  it(
    'a window tells what it waits for, and the signal pollNow, chosen in the form that describes it, ends the wait',
    onPage(async (page) => {
      at.emulator.addFaults({ on: 'create', do: QUOTA_SPENT });
      const run = await started(page, 'waiting', request('waiting'));
      const window = await run.openWindow('20260101T000000Z');
      await window.waitForDetails(/quota is used up/);
      at.emulator.clearFaults();
      await run.open('waiting');
      expect(await run.sendSignal('pollNow')).toMatch(/waits/);
      await run.waitForStatus('Completed');
    }),
  );

  it(
    'a schedule that is made there has its next times, starts a run and links to it',
    onPage(async (page) => {
      const input = { filter: { createdAt: { previous: 'day', count: 2 } }, dataset: 'nightly' };
      const form = new CreateSchedulePage(page);
      await form.open();
      await form.fillIn({
        name: 'nightly',
        workflowType: EXTRACT_ACTIVITIES,
        workflowId: 'nightly',
        taskQueue: DEFAULT_TASK_QUEUE,
        input: JSON.stringify(input, null, 2),
        cron: '15 6 * * *',
      });
      const schedule = await form.create('nightly');
      expect(await schedule.upcomingRuns()).toContainEqual(expect.stringContaining('6:15:00'));
      await schedule.trigger();
      const run = await schedule.openRecentRun();
      await run.waitForStatus('Completed');
      expect(await run.input()).toEqual(input);
      expect(await run.result()).toMatchObject({ dataset: 'nightly', windows: [{}, {}] });
    }),
  );
});

function faultsOf(wrong: object): string[] {
  const parsed = parseRequest(wrong, { referenceTime: new Date() });
  if (!('faults' in parsed)) throw new Error('The request is not refused for its faults.');
  expect(parsed.faults.length).toBeGreaterThan(3);
  return parsed.faults.map(({ path, message }) => `${path}: ${message}`);
}
