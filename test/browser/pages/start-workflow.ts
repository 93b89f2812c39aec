import type { Locator, Page } from 'playwright-core';
import { pastePayload } from './payload.ts';
import { WorkflowPage } from './workflow.ts';

export interface StartForm {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly workflowType: string;
}

/** _Start Workflow_ of the Temporal UI. */
export class StartWorkflowPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** As somebody comes to it from the list of workflows. */
  async open(): Promise<void> {
    await this.page.goto('/namespaces/default/workflows');
    await this.page.getByRole('link', { name: 'Start Workflow' }).click();
    await this.#field('Workflow ID').waitFor();
  }

  /** By the link that fills the form in. */
  async openFilledIn(form: StartForm): Promise<void> {
    const query = new URLSearchParams({ ...form });
    await this.page.goto(`/namespaces/default/workflows/start-workflow?${query.toString()}`);
    await this.#field('Workflow ID').waitFor();
  }

  async fillIn(form: StartForm): Promise<void> {
    await this.#field('Workflow ID').fill(form.workflowId);
    await this.#field('Task Queue').fill(form.taskQueue);
    await this.#field('Workflow Type').fill(form.workflowType);
  }

  async read(): Promise<StartForm> {
    return {
      workflowId: await this.#field('Workflow ID').inputValue(),
      taskQueue: await this.#field('Task Queue').inputValue(),
      workflowType: await this.#field('Workflow Type').inputValue(),
    };
  }

  /** With the encoding `json/plain`. */
  async pasteInput(text: string): Promise<void> {
    await pastePayload(this.page, this.#field('Data'), text);
    await this.page.getByRole('radio', { name: 'json/plain' }).check();
  }

  /** Starts the workflow and follows the UI's link to its page. */
  async start(): Promise<WorkflowPage> {
    await this.page.getByRole('button', { name: 'Start Workflow' }).click();
    await this.page.getByRole('link', { name: 'Workflow started successfully' }).click();
    return new WorkflowPage(this.page);
  }

  /** The UI's answer that a worker polls the task queue. */
  async waitForWorkers(): Promise<void> {
    await this.page.getByText('Task Queue is Active').waitFor();
  }

  #field(name: string): Locator {
    return this.page.getByRole('main').getByRole('textbox', { name, exact: true });
  }
}
