/** What a span tells of the activities' inputs and answers: an allow-list. Requests hold filters, which may name people. */
import type { Attributes } from '@opentelemetry/api';

/** Of `WindowInput` and what extends it, as far as an activity has it. */
export function inputAttributes(input: unknown): Attributes {
  const request = memberOf(memberOf(input, 'run'), 'request');
  const window = memberOf(input, 'window');
  return texts({
    'extract.instance': memberOf(request, 'instance'),
    'extract.dataset': memberOf(request, 'dataset'),
    'extract.window.start': memberOf(window, 'startAt'),
    'extract.window.end': memberOf(window, 'endAt'),
    'extract.export_id': memberOf(input, 'exportId'),
  });
}

/** `answer` is one of the words of `src/interface/steps.ts`. Bytes: of what was downloaded, verified or published. */
export function answerAttributes(given: unknown): Attributes {
  const bytes = [given, memberOf(given, 'file'), memberOf(given, 'result')]
    .map((part) => memberOf(part, 'bytes'))
    .find((count) => typeof count === 'number');
  return {
    ...texts({
      'extract.answer': memberOf(given, 'answer'),
      'extract.export_id': memberOf(given, 'exportId'),
    }),
    ...(bytes === undefined ? {} : { 'extract.bytes': bytes }),
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function texts(members: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(members).filter(
      (member): member is [string, string] => typeof member[1] === 'string',
    ),
  );
}
