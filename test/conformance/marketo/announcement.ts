/** What a run against an instance costs, told before anything is sent. */
import type { Settings } from './settings.ts';

/** Calls of the API, costly tests included and polls not; held by a test. */
export const MOST_CALLS = 160;

export function announcement({ costly, jobWaitMs, windowStart }: Settings): string {
  const minutes = jobWaitMs / 60_000;
  return [
    'Conformance run against the instance of MARKETO_CONFORMANCE_URL. It takes of the subscription:',
    `- at most ${MOST_CALLS} API calls, a few more for a long list of jobs, and one a minute while it waits, never more than`,
    '  40 in 20 seconds;',
    `- the bytes of one export of the minute from ${windowStart.toISOString()} of the daily export quota;`,
    `- ${costly ? 'five places in the export queue, one after the other, each' : 'one place in the export queue,'} for up to ${minutes} minutes;`,
    '- about 30 export jobs in the list of its API user, nearly all cancelled without having been enqueued.',
    'Nothing else is created or changed.',
  ].join('\n');
}
