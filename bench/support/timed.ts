/** Wall time and processor time of something that runs in this process. */
import type { Sample } from '../framework/bench.ts';

export async function timed(run: () => Promise<unknown>): Promise<Sample> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await run();
  const value = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuSeconds: (user + system) / 1e6 };
}
