import type { Page } from 'playwright-core';

/** The UI asks for its maker's news; where they cannot be had, a notice covers part of the page. */
const NEWS = {
  from: 'https://newsfeed.temporal.io/',
  empty: { version: 'https://jsonfeed.org/version/1.1', title: 'No news', items: [] },
};

/** Answered in the page itself: a route would lead every request of the page through the test, and past the browser's cache. */
export function withoutNews(page: Page): Promise<unknown> {
  return page.addInitScript(({ from, empty }) => {
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.startsWith(from) ? Promise.resolve(Response.json(empty)) : fetch(input, init);
    };
  }, NEWS);
}
