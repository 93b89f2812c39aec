import type { Page } from 'playwright-core';

/** The UI asks for its maker's news; where they cannot be had, a notice covers part of the page. */
const EMPTY_FEED = { version: 'https://jsonfeed.org/version/1.1', title: 'No news', items: [] };

export function withoutNews(page: Page): Promise<unknown> {
  return page.route('https://newsfeed.temporal.io/**', (route) =>
    route.fulfill({ json: EMPTY_FEED }),
  );
}
