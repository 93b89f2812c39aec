import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { copyPayload } from './payload.ts';

/** As the UI spells them. */
export type WorkflowStatus = 'Running' | 'Completed' | 'Failed' | 'Canceled';
export type WorkflowTab = 'Timeline' | 'Relationships' | 'User Metadata' | 'Memo';

/** The page of one workflow in the Temporal UI. */
export class WorkflowPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workflowId: string): Promise<void> {
    await this.page.goto(`/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
  }

  async waitForStatus(status: WorkflowStatus): Promise<void> {
    const shown = this.page.getByRole('main').getByRole('status');
    await shown.filter({ hasText: status }).waitFor();
  }

  async showTab(tab: WorkflowTab): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
  }

  /** What the workflow was started with. */
  async input(): Promise<unknown> {
    await this.showTab('Timeline');
    return copyPayload(this.page, 'Input');
  }

  /** Of a closed workflow; of a failed one what it failed with. */
  async result(): Promise<unknown> {
    await this.showTab('Timeline');
    return copyPayload(this.page, 'Result');
  }

  async memo(): Promise<unknown> {
    await this.showTab('Memo');
    return copyPayload(this.page, 'Memo');
  }

  /** Waits until the current details match; answers their text. They are asked for anew by the key R, as the page says. */
  async waitForDetails(pattern: RegExp): Promise<string> {
    await this.showTab('User Metadata');
    const details = this.page.locator('iframe').last().contentFrame().locator('body');
    return eventually(`current details that match ${pattern.source}`, async () => {
      await this.page.keyboard.press('r');
      await details.filter({ hasText: pattern }).waitFor({ timeout: 1_000 });
      return details.innerText();
    });
  }

  /** Waits until the tab _Relationships_ shows that many windows. */
  async waitForWindows(count: number): Promise<void> {
    await this.showTab('Relationships');
    const windows = this.page.getByRole('main').getByRole('link', { name: /\d{8}T\d{6}Z_/ });
    await windows.nth(count - 1).waitFor();
  }

  /** Goes to a window of the run, of those that the tab _Relationships_ shows. */
  async openWindow(startAt: string): Promise<WorkflowPage> {
    await this.showTab('Relationships');
    await this.page.getByRole('link', { name: startAt }).first().click();
    return new WorkflowPage(this.page);
  }

  async requestCancellation(): Promise<void> {
    await this.page.getByRole('button', { name: 'Request Cancellation' }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
  }

  /** Chooses the signal among those that the workflow tells of; answers what the UI says of it. */
  async sendSignal(name: string): Promise<string> {
    await this.page.getByRole('button', { name: 'More Actions' }).click();
    await this.page.getByRole('menuitem', { name: 'Send a Signal' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Send a Signal' });
    await dialog.getByRole('button', { name: 'Select a signal' }).click();
    const option = dialog.getByRole('option', { name: new RegExp(`^${name}\\b`) });
    const described = await option.innerText();
    await option.click();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await this.page.getByRole('paragraph').filter({ hasText: 'Workflow signaled' }).waitFor();
    return described;
  }
}
