/**
 * What the contract says of Marketo's wire, asked of whatever answers at a base URL. Documented behaviour is
 * claimed; what is only inferred is written down. In order: an export's file is read by the tests after those that
 * made it.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MOST_CALLS } from './announcement.ts';
import { costlySuite } from './costly.suite.ts';
import { createSuite } from './create.suite.ts';
import { envelopeSuite } from './envelope.suite.ts';
import { fileSuite } from './file.suite.ts';
import { identitySuite } from './identity.suite.ts';
import { jobSuite } from './job.suite.ts';
import { listSuite } from './list.suite.ts';
import type { Observations } from './observations.ts';
import { startRun, type Run } from './run.ts';
import type { TargetSource } from './target.ts';

export interface Conformance {
  readonly source: TargetSource;
  readonly costly: boolean;
  /** Of an emulator: which observations differ from its choices, as `about question`. */
  readonly differences?: readonly string[];
  /** When all is done. */
  readonly report?: (observations: Observations) => void;
}

export function marketoConformance({ source, costly, differences, report }: Conformance): void {
  describe(`${source.name} as Marketo`, () => {
    vi.setConfig({ testTimeout: source.timeoutMs, hookTimeout: source.timeoutMs });
    let run: Run;
    const current = () => run;
    beforeAll(async () => {
      run = startRun(await source.open());
    });
    afterAll(async () => {
      // First of all: an instance that cannot be reached any more must not cost what was learnt.
      report?.(run.observed);
      await run.exports.cancelAll().finally(() => run.wire.close());
      await run.target.close();
    });
    describe('identity', () => identitySuite(current));
    describe('an answer', () => envelopeSuite(current));
    describe('an export', () => jobSuite(current));
    describe('its file', () => fileSuite(current));
    describe('create', () => createSuite(current));
    describe('cancel and list', () => listSuite(current));
    describe.runIf(costly)('more exports', () => costlySuite(current));
    it('leaves nothing to run', async () => {
      await run.exports.cancelAll();
      const running = run.target.emulator?.jobs().filter(({ state }) => !ENDED.includes(state));
      expect(running ?? []).toEqual([]);
    });
    it.runIf(differences !== undefined)('takes no more calls than it announces', () => {
      const free = ['identity', 'status'];
      const log = run.target.emulator?.log() ?? [];
      expect(log.filter(({ operation }) => !free.includes(operation)).length).toBeLessThanOrEqual(
        MOST_CALLS,
      );
    });
    it.runIf(differences !== undefined)(
      'differs from the choices of the emulator only here',
      () => {
        const seen = run.observed.differences.map(({ about, question }) => `${about} ${question}`);
        expect(seen.sort()).toEqual([...(differences ?? [])].sort());
      },
    );
  });
}

const ENDED: readonly string[] = ['Completed', 'Failed', 'Cancelled'];
