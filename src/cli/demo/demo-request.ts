const DAY_MS = 86_400_000;
const WEEKS = 4;

/** The last four whole weeks up to yesterday, of four activity types, in windows of a week. */
export function demoRequest(now: Date) {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return {
    filter: {
      createdAt: {
        startAt: instant(today - WEEKS * 7 * DAY_MS),
        endAt: instant(today - 1_000),
      },
      activityTypeIds: [1, 2, 12, 13],
    },
    dataset: 'demo',
    windowSize: 'P7D',
    concurrency: 2,
  };
}

function instant(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
