/** Activities that do nothing, in two shapes. */
import { executeChild, proxyActivities } from '@temporalio/workflow';

const { empty } = proxyActivities<{ readonly empty: () => Promise<void> }>({
  startToCloseTimeout: '1m',
});

/** As many as it is told, one after the other. */
export async function emptyActivities(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await empty();
}

/** As an extraction has them: each window is a workflow of its own, a few of them at once. */
export async function emptyWindows(
  windows: number,
  atOnce: number,
  activities: number,
): Promise<void> {
  let left = windows;
  const oneAfterTheOther = async () => {
    while (left > 0) {
      left -= 1;
      await executeChild(emptyActivities, { args: [activities] });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
}
