/** For whoever has to find out why a promise broke: the folder and the server are gone by then. */
import { writeFile } from 'node:fs/promises';
import type { Course } from '../check.ts';
import type { World } from '../world.ts';

export async function keepEvidence(
  file: string,
  { fleet, outages }: World,
  { evidence, trouble, healing }: Course,
): Promise<void> {
  const workers = fleet.lives.map(({ process, ...life }) => ({
    ...life,
    output: `${process.stdout()}\n${process.stderr()}`.split('\n'),
  }));
  const all = { ...evidence, moments: trouble.moments, healing, outages, workers };
  await writeFile(file, JSON.stringify(all, null, 1));
}
