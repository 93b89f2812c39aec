/** As many activities as it is told, one after the other; each does nothing. */
import { proxyActivities } from '@temporalio/workflow';

const { empty } = proxyActivities<{ readonly empty: () => Promise<void> }>({
  startToCloseTimeout: '1m',
});

export async function emptyActivities(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await empty();
}
