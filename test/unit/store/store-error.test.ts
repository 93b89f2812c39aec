import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createFileStage } from '../../../src/store/file/stage-writer.ts';
import { guarded } from '../../../src/store/file/system-error.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { InvalidKeyError, StagingLostError } from '../../../src/store/store.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no luck, open '/srv/secret/place'`), { code });
}

async function faultOf(error: Error): Promise<StoreError> {
  const fault: unknown = await guarded('write', 'i/d/x.csv', () => Promise.reject(error)).catch(
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof StoreError)) throw new Error('expected a StoreError', { cause: fault });
  return fault;
}

describe('a fault of the disk', () => {
  it.each([
    { code: 'ENOSPC', retryable: true, says: 'no space left' },
    { code: 'EDQUOT', retryable: true, says: 'no space left' },
    { code: 'EROFS', retryable: true, says: 'read-only' },
    { code: 'EACCES', retryable: true, says: 'may not' },
    { code: 'EIO', retryable: true, says: 'Check the volume' },
    { code: 'EMFILE', retryable: true, says: 'ulimit' },
    { code: 'EXDEV', retryable: false, says: 'hard links' },
    { code: 'ENAMETOOLONG', retryable: false, says: 'too long' },
    { code: 'EWHATEVER', retryable: true, says: 'EWHATEVER' },
  ])('$code is typed, retryable: $retryable', async ({ code, retryable, says }) => {
    const fault = await faultOf(systemError(code));
    expect(fault).toMatchObject({ code, retryable, path: 'i/d/x.csv' });
    expect(fault.message).toContain('Could not write i/d/x.csv');
    expect(fault.message).toContain(says);
    expect(fault.message).not.toContain('/srv/secret');
  });

  it('does not take a mistake in the program for a fault of the disk', async () => {
    const mistake = systemError('ERR_INVALID_ARG_TYPE');
    await expect(guarded('read', 'k', () => Promise.reject(mistake))).rejects.toBe(mistake);
  });

  it.each([new InvalidKeyError('key'), new StagingLostError('lost'), new TypeError('mistake')])(
    'leaves %s as it is',
    async (error) => {
      await expect(guarded('read', 'k', () => Promise.reject(error))).rejects.toBe(error);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'shows at the append that finds the disk full',
    async () => {
      const stage = createFileStage(await open('/dev/full', 'a'), 'i/d/.staging/x/r.part', 0);
      const append = stage.append(new Uint8Array(10));
      await expect(append).rejects.toMatchObject({ code: 'ENOSPC', path: 'i/d/.staging/x/r.part' });
      expect(stage.durableBytes()).toBe(0);
      await stage.close().catch(() => undefined); // the device knows no fsync; the handle is let go of all the same
    },
  );
});
