import type { Locator, Page } from 'playwright-core';
import { pastePayload } from './payload.ts';
import { WorkflowPage } from './workflow.ts';

export interface ScheduleForm {
  readonly name: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  /** JSON text. */
  readonly input: string;
  /** Five fields, such as `15 6 * * *`. */
  readonly cron: string;
}

/** _Create Schedule_ of the Temporal UI. */
export class CreateSchedulePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto('/namespaces/default/schedules');
    await this.page.getByRole('link', { name: 'Create Schedule' }).click();
    await this.#field('Schedule Name').waitFor();
  }

  async fillIn(form: ScheduleForm): Promise<void> {
    await this.#field('Schedule Name').fill(form.name);
    await this.#field('Workflow Type').fill(form.workflowType);
    await this.#field('Workflow ID').fill(form.workflowId);
    await this.#field('Task Queue').fill(form.taskQueue);
    await pastePayload(this.page, this.#field('JSON Data'), form.input);
    await this.#field('Cron expression').fill(form.cron);
  }

  /** Makes the schedule and follows its link in the list that the UI then shows. */
  async create(name: string): Promise<SchedulePage> {
    await this.page.getByRole('button', { name: 'Create Schedule' }).click();
    await this.page.getByRole('link', { name, exact: true }).click();
    return new SchedulePage(this.page);
  }

  #field(name: string): Locator {
    return this.page.getByRole('main').getByRole('textbox', { name, exact: true });
  }
}

/** The page of one schedule. */
export class SchedulePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(name: string): Promise<void> {
    await this.page.goto(`/namespaces/default/schedules/${encodeURIComponent(name)}`);
  }

  /** As the page writes times: `Nov 23, 2026, 6:15:00.00 AM UTC`. */
  async upcomingRuns(): Promise<string[]> {
    await this.page.getByRole('tab', { name: /Upcoming Run/ }).click();
    await this.#listed.first().waitFor();
    return this.#listed.allInnerTexts();
  }

  /** _Trigger_: a run now, beside the times of the schedule. */
  async trigger(): Promise<void> {
    await this.page.getByRole('button', { name: 'Schedule Actions' }).click();
    await this.page.getByRole('menuitem', { name: 'Trigger' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Trigger Immediately' });
    await dialog.getByRole('button', { name: 'Trigger' }).click();
  }

  async showRecentRuns(): Promise<void> {
    await this.page.getByRole('tab', { name: /\b1 Recent Run/ }).click();
  }

  /** Waits until the page lists the one run that there is, and follows its link. */
  async openRecentRun(): Promise<WorkflowPage> {
    await this.showRecentRuns();
    await this.#listed.getByRole('link').click();
    return new WorkflowPage(this.page);
  }

  get #listed(): Locator {
    return this.page.getByRole('main').getByRole('tabpanel').getByRole('listitem');
  }
}
