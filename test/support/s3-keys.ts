/** AWS's SDK reads its keys from the environment of its process; nothing of the machine's own set-up may be taken. */
import { afterAll, beforeAll, vi } from 'vitest';
import { s3Env } from './s3-server.ts';

/** For the tests of this file. */
export function useS3Keys(): void {
  beforeAll(() => {
    for (const [name, text] of Object.entries(s3Env(''))) vi.stubEnv(name, text);
  });
  afterAll(() => void vi.unstubAllEnvs());
}
