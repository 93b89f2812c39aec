/** Memory of parts: taken when there is something to fill in, used again, but never what a call may still be sending. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MIB } from '../../../src/store/s3/options.ts';
import { PartBuffers } from '../../../src/store/s3/part-buffers.ts';
import { createS3Store } from '../../../src/store/s3/s3-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import type { StagedFile, Store } from '../../../src/store/store.ts';
import { useS3BehindProxy } from '../../support/s3-behind-proxy.ts';
import { useS3Keys } from '../../support/s3-keys.ts';
import { whyNoS3Server } from '../../support/s3-server.ts';

const PART = 5 * MIB;

describe('memory of parts', () => {
  it('is used again by the next part of its size', () => {
    const buffers = new PartBuffers();
    const [small, large] = [buffers.take(5), buffers.take(8)];
    buffers.giveBack(small);
    buffers.giveBack(large);
    expect(buffers.take(8)).toBe(large);
    expect(buffers.take(5)).toBe(small);
    expect(buffers.take(5)).not.toBe(small);
  });

  it('is kept for six parts at most, the newest ones', () => {
    const buffers = new PartBuffers();
    const used = Array.from({ length: 8 }, () => buffers.take(5));
    for (const one of used) buffers.giveBack(one);
    const taken = new Set(used.map(() => buffers.take(5)));
    expect(used.map((one) => taken.has(one))).toEqual([
      false,
      false,
      ...used.slice(2).map(() => true),
    ]);
  });
});

useS3Keys();

describe.skipIf(whyNoS3Server('versitygw') !== undefined)(
  'memory of the files of a bucket',
  { timeout: 60_000 },
  () => {
    const s3 = useS3BehindProxy();
    let store: Store;
    const allocated: number[] = [];

    beforeEach(() => {
      const limits = { partBytes: PART, attempts: 1 };
      const place = { kind: 's3', bucket: 'exports', prefix: randomUUID() } as const;
      store = createS3Store(place, { endpoint: s3.proxy.endpoint, limits });
      const allocate = Buffer.allocUnsafeSlow.bind(Buffer);
      vi.spyOn(Buffer, 'allocUnsafeSlow').mockImplementation((bytes) => {
        if (bytes === PART) allocated.push(bytes);
        return allocate(bytes);
      });
    });
    afterEach(() => {
      vi.restoreAllMocks();
      allocated.length = 0;
    });

    function open(export_: number): Promise<StagedFile> {
      const folder = `i/d/.staging/export-${export_}`;
      return store.openStage({ folder, run: 'r' }, { resumeFrom: 'anyRun' });
    }

    async function stage(export_: number, bytes: number): Promise<void> {
      const staged = await open(export_);
      await staged.append(Buffer.alloc(bytes));
      await staged.finish();
      await staged.close();
    }

    it.each([
      { what: 'ten small ones', bytes: 1_000, takes: 1 },
      { what: 'ten of some parts', bytes: 4 * PART + 1, takes: 3 },
      { what: 'ten empty ones', bytes: 0, takes: 0 },
    ])(
      '$what, one after the other, take that of $takes parts at most',
      async ({ bytes, takes }) => {
        for (let file = 0; file < 10; file += 1) await stage(file, bytes);
        expect(allocated.length).toBeLessThanOrEqual(takes);
        expect(allocated.length > 0).toBe(bytes > 0);
      },
    );

    it('is not held by a file that waits for its next range between two parts', async () => {
      const waiting = await Promise.all([0, 1, 2, 3].map(open));
      for (const staged of waiting) {
        await staged.append(Buffer.alloc(PART));
        await expect.poll(() => staged.durableBytes()).toBe(PART);
      }
      expect(allocated).toHaveLength(1);
      await Promise.all(waiting.map((staged) => staged.close()));
    });

    it('is given back by a file that is left half-way', async () => {
      for (let file = 0; file < 3; file += 1) {
        const staged = await open(file);
        await staged.append(Buffer.alloc(1_000));
        await staged.close();
      }
      expect(allocated).toHaveLength(1);
    });

    it('of a part that failed is not used again: its bytes may still be on their way', async () => {
      s3.proxy.spoil(({ url }) =>
        url.includes('partNumber=') ? { cutRequestAfter: MIB } : undefined,
      );
      const staged = await open(0);
      await staged.append(Buffer.alloc(PART));
      await staged.close();
      await expect(staged.finish()).rejects.toThrow(StoreError);
      s3.proxy.heal();
      await stage(1, 1_000);
      expect(allocated).toHaveLength(2);
    });
  },
);
