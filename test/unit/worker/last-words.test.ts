import { expect, it } from 'vitest';
import { lastWords } from '../../../src/worker/last-words.ts';

it.each([
  [new Error('Namespace default was not found'), /^Namespace default was not found$/],
  // What @temporalio/worker 1.24 throws when polls are refused for longer than a minute: seen with a key that was revoked.
  [new Error('Worker still in use: Expected 1 reference, but got 2'), /"Worker failed" of its log/],
])('a worker that ends with %s says why, or where it stands', (error, words) => {
  expect(lastWords(error)).toMatch(words);
});
