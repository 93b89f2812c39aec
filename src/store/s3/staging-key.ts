/** Keys of staged files: `<folder>/<run>.<MiB of a part>m.part`. */
import { checkRun, checkStagingKey } from '../keys.ts';
import type { StagePlace } from '../store.ts';
import { MIB } from './options.ts';

export interface StagingKey {
  readonly run: string;
  /** Of the upload's parts but the last one: whoever goes on with it has to keep to them. */
  readonly partBytes: number;
}

/** A run has no dots. */
const NAME = /^([A-Za-z0-9-]+)\.(\d{1,4})m\.part$/;

/** Throws `InvalidKeyError`. */
export function stagingKey({ folder, run }: StagePlace, partBytes: number): string {
  return checkStagingKey(`${folder}/${checkRun(run)}.${partBytes / MIB}m.part`);
}

/** Undefined for what no store of this kind has staged. */
export function parseStagingKey(key: string): StagingKey | undefined {
  const [, run, mib] = NAME.exec(key.slice(key.lastIndexOf('/') + 1)) ?? [];
  return run === undefined ? undefined : { run, partBytes: Number(mib) * MIB };
}
