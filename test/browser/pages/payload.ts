/** Payloads in the Temporal UI: editors that a person pastes into, and panes that a person copies from. */
import type { Locator, Page } from 'playwright-core';

/** Pastes as Ctrl+V does. The editor then lays the JSON out anew when the focus leaves it, which moves what is below. */
export async function pastePayload(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('ControlOrMeta+V');
  // The text arrives some time after the keys; what loses the focus before then stays empty.
  await editor.filter({ hasText: /\S/ }).waitFor();
  await editor.blur();
}

/** The whole payload of the pane with that name: the pane itself renders only the lines that are in view. */
export async function copyPayload(page: Page, name: string): Promise<unknown> {
  const copy = page.getByRole('button', { name: 'Click to copy content' });
  const panes = page
    .getByRole('main')
    .locator('div')
    .filter({ has: page.getByRole('textbox', { name, exact: true }) });
  await panes.filter({ has: copy }).last().locator(copy).click();
  return JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()')) as unknown;
}
