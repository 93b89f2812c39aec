/** The pictures of docs/images, in the order in which a person comes to the pages. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Emulator } from '../../src/emulator/index.ts';
import { DEFAULT_TASK_QUEUE, EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import { withPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { withoutNews } from './pages/news-feed.ts';
import { CreateSchedulePage } from './pages/schedule.ts';
import { StartWorkflowPage } from './pages/start-workflow.ts';

export interface Studio {
  readonly browser: Browser;
  readonly emulator: Emulator;
  /** Of the Temporal UI. */
  readonly baseUrl: string;
  /** Where the pictures go. */
  readonly folder: string;
}

const JANUARY = { startAt: '2026-01-01T00:00:00Z', endAt: '2026-01-20T23:59:59Z' };
const RIGHT = {
  filter: { createdAt: JANUARY, activityTypeIds: [1, 2, 12, 13] },
  dataset: 'web-and-forms',
};
const WRONG = {
  filter: { createdAt: { startAt: '2026-01-01', endAt: '2026-01-20T23:59:59Z' } },
  windowsize: 'P1D',
  concurrency: 11,
};
const NIGHTLY = { filter: { createdAt: { previous: 'day', count: 7 } }, dataset: 'nightly' };

/** Answers the files that it has written. */
export function takePictures(studio: Studio): Promise<string[]> {
  return withPage(studio.browser, { baseUrl: studio.baseUrl }, async (page) => {
    await withoutNews(page);
    const files: string[] = [];
    const picture = async (name: string) => {
      const path = join(studio.folder, `${name}.png`);
      // Neither a notice that passes nor the frame of what has the focus belongs to the page.
      await page.getByText('Workflow started successfully').first().waitFor({ state: 'hidden' });
      await page.evaluate('document.activeElement?.blur()');
      await page.mouse.move(0, 0);
      await page.screenshot({ path, animations: 'disabled' });
      files.push(path);
    };
    await pictureRun(page, studio, picture);
    await pictureRefusal(page, picture);
    await pictureCancel(page, studio, picture);
    await pictureSchedule(page, picture);
    return files;
  });
}

type Picture = (name: string) => Promise<void>;

async function pasted(page: Page, workflowId: string, input: object): Promise<StartWorkflowPage> {
  const form = new StartWorkflowPage(page);
  const workflowType = EXTRACT_ACTIVITIES;
  await form.openFilledIn({ workflowId, taskQueue: DEFAULT_TASK_QUEUE, workflowType });
  await form.waitForWorkers();
  await form.pasteInput(JSON.stringify(input));
  return form;
}

async function pictureRun(page: Page, { emulator }: Studio, picture: Picture): Promise<void> {
  const form = await pasted(page, 'january', RIGHT);
  await picture('start-workflow');
  emulator.setEnvironment({ hold: { processing: true } });
  const run = await form.start();
  await atWork(emulator, 2);
  await run.waitForDetails(/of 3 published/);
  await picture('running');
  emulator.setEnvironment({ hold: false });
  await run.waitForStatus('Completed');
  await run.waitForWindows(3);
  await picture('windows');
  await run.result();
  await picture('result');
}

async function pictureRefusal(page: Page, picture: Picture): Promise<void> {
  const form = await pasted(page, 'wrong-request', WRONG);
  const run = await form.start();
  await run.waitForStatus('Failed');
  await run.result();
  await picture('faults');
}

async function pictureCancel(page: Page, { emulator }: Studio, picture: Picture): Promise<void> {
  emulator.setEnvironment({ hold: { processing: true } });
  const form = await pasted(page, 'cancelled', { ...RIGHT, dataset: 'cancelled' });
  const run = await form.start();
  await atWork(emulator, 2);
  await run.requestCancellation();
  await run.waitForStatus('Canceled');
  await run.memo();
  await picture('cancelled');
  emulator.setEnvironment({ hold: false });
}

async function pictureSchedule(page: Page, picture: Picture): Promise<void> {
  const form = new CreateSchedulePage(page);
  await form.open();
  await form.fillIn({
    name: 'nightly',
    workflowType: EXTRACT_ACTIVITIES,
    workflowId: 'nightly',
    taskQueue: DEFAULT_TASK_QUEUE,
    input: JSON.stringify(NIGHTLY),
    cron: '15 6 * * *',
  });
  const schedule = await form.create('nightly');
  await schedule.trigger();
  const run = await schedule.openRecentRun();
  await run.waitForStatus('Completed');
  await schedule.open('nightly');
  await schedule.showRecentRuns();
  await picture('schedule');
}

function atWork(emulator: Emulator, count: number): Promise<true> {
  return eventually(`${count} jobs are at work`, () =>
    emulator.jobs().filter(({ state }) => state === 'Processing').length === count
      ? true
      : undefined,
  );
}
