import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/domain/instant.ts';
import type { Claim, Manifest, WindowRecord } from '../../../src/ledger/types.ts';
import { successorOf, windowState } from '../../../src/ledger/window-state.ts';
import { claim, manifest, release } from '../../support/ledger-documents.ts';

const window = {
  start: parseInstant('2026-11-01T00:00:00Z'),
  end: parseInstant('2026-11-07T23:59:59Z'),
};
const SETTLED = parseInstant('2026-11-08T02:00:00Z'); // 2 hours after the window is over

function record(parts: {
  manifest?: Manifest;
  untrustedManifest?: Manifest;
  claim?: Claim;
}): WindowRecord {
  const known = [parts.manifest, parts.untrustedManifest, parts.claim].map(
    (it) => it?.generation ?? 0,
  );
  return { window, ...parts, generation: Math.max(...known) };
}

const final = manifest(window, { generation: 2 });
const provisional = manifest(window, { generation: 2, final: false });
const inFuture = parseInstant('2026-11-15T00:00:00Z');

interface Case {
  name: string;
  record: WindowRecord;
  refreshBefore?: number;
  now?: number;
  state: object;
}

const cases: Case[] = [
  { name: 'nothing known', record: record({}), state: { state: 'missing' } },
  {
    name: 'claimed',
    record: record({ claim: claim(1, 'x') }),
    state: { state: 'claimed', claim: claim(1, 'x') },
  },
  { name: 'released', record: record({ claim: release(2) }), state: { state: 'missing' } },
  {
    name: 'final',
    record: record({ manifest: final, claim: claim(2, 'export-1') }),
    state: { state: 'final' },
  },
  {
    name: 'final, its claims lost',
    record: record({ manifest: final }),
    state: { state: 'final' },
  },
  {
    name: 'final under a live claim',
    record: record({ manifest: final, claim: claim(3, 'y') }),
    state: { state: 'final' },
  },
  {
    name: 'final under a released claim',
    record: record({ manifest: final, claim: release(3) }),
    state: { state: 'final' },
  },
  {
    name: 'final, created before the refresh instant',
    record: record({ manifest: final }),
    refreshBefore: inFuture,
    state: { state: 'stale' },
  },
  {
    name: 'final, created at the refresh instant',
    record: record({ manifest: final }),
    refreshBefore: parseInstant('2026-11-10T00:00:00Z'),
    state: { state: 'final' },
  },
  {
    name: 'stale under a live claim',
    record: record({ manifest: final, claim: claim(3, 'y') }),
    refreshBefore: inFuture,
    state: { state: 'claimed', claim: claim(3, 'y') },
  },
  {
    name: 'stale under a released claim',
    record: record({ manifest: final, claim: release(4) }),
    refreshBefore: inFuture,
    state: { state: 'stale' },
  },
  {
    name: 'of unknown creation, published before the refresh instant',
    record: record({ manifest: manifest(window, { job: {} }) }),
    refreshBefore: parseInstant('2026-11-10T01:00:01Z'),
    state: { state: 'stale' },
  },
  {
    name: 'of unknown creation, published at the refresh instant',
    record: record({ manifest: manifest(window, { job: {} }) }),
    refreshBefore: parseInstant('2026-11-10T01:00:00Z'),
    state: { state: 'final' },
  },
  {
    name: 'provisional before it has settled',
    record: record({ manifest: provisional, claim: claim(2, 'export-1') }),
    now: SETTLED - 1,
    state: { state: 'provisional', due: false },
  },
  {
    name: 'provisional when it has settled',
    record: record({ manifest: provisional }),
    now: SETTLED,
    state: { state: 'provisional', due: true },
  },
  {
    name: 'provisional, its claim of a lower generation',
    record: record({ manifest: provisional, claim: claim(1, 'export-0') }),
    state: { state: 'provisional' },
  },
  {
    name: 'provisional under a live claim',
    record: record({ manifest: provisional, claim: claim(3, 'y') }),
    state: { state: 'claimed', claim: claim(3, 'y') },
  },
  {
    name: 'provisional under a released claim',
    record: record({ manifest: provisional, claim: release(3) }),
    state: { state: 'provisional' },
  },
  {
    name: 'provisional under a claim that took its own job over',
    record: record({ manifest: provisional, claim: claim(3, 'export-1') }),
    state: { state: 'provisional' },
  },
  {
    name: 'published without its data file',
    record: record({ untrustedManifest: final, claim: claim(2, 'export-1') }),
    state: { state: 'claimed', claim: claim(2, 'export-1') },
  },
  {
    name: 'published without its data file, claimed anew',
    record: record({ untrustedManifest: final, claim: claim(3, 'y') }),
    state: { state: 'claimed', claim: claim(3, 'y') },
  },
  {
    name: 'published without its data file, released since',
    record: record({ untrustedManifest: final, claim: release(3) }),
    state: { state: 'missing' },
  },
];

describe('the state of a window', () => {
  it.each(cases)('$name: $state.state', ({ record, now = SETTLED, refreshBefore, state }) => {
    expect(windowState(record, { now, refreshBefore })).toMatchObject(state);
  });
});

describe('the workflow of a run that has taken a window over from another', () => {
  const by = (generation: number, workflow: string, run = 'parent'): Claim => ({
    ...claim(generation, 'x', run),
    windowWorkflowId: workflow,
  });
  const self = claim(1, 'x').owner;

  it.each<[string, readonly Claim[], string | undefined]>([
    ['nobody has claimed', [], undefined],
    ['only this one has', [by(1, 'w1')], undefined],
    ['this one has not, yet', [by(1, 'w0')], undefined],
    ['this one was the last', [by(1, 'w0'), by(2, 'w1')], undefined],
    ['a later one of the same run', [by(1, 'w1'), by(2, 'w2')], 'w2'],
    ['a later one, which has released it', [by(1, 'w1'), by(2, 'w2'), release(3)], 'w2'],
    ['a later one of another run', [by(1, 'w1'), by(2, 'w2', 'other')], undefined],
    ['a claim from before this was told', [by(1, 'w1'), claim(2, 'x')], undefined],
  ])('%s', (_what, claims, successor) => {
    expect(successorOf('w1', self, claims)).toBe(successor);
  });
});
