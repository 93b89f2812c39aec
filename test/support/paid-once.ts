/** An installation for many cases of "never paid twice": each has a dataset and a period of its own. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import type { Dependencies } from '../../src/activities/dependencies.ts';
import type {
  Emulator,
  EmulatorOptions,
  FaultEffect,
  FaultRule,
} from '../../src/emulator/index.ts';
import type { JobDescription } from '../../src/emulator/jobs/describe-job.ts';
import type { WindowStatus } from '../../src/interface/status.ts';
import { eventually } from './eventually.ts';
import { install, type Installation } from './extraction.ts';
import { hastened, type StepFailure } from './hastened.ts';
import { type InProcessWorker, startInProcessWorker } from './in-process-worker.ts';
import { publishedWindows, visibleFiles } from './published.ts';
import { requestFor } from './requests.ts';
import { temporalAddress } from './temporal-server.ts';
import { windowWhere } from './windows.ts';

export { resetBefore } from './reset-run.ts';

const DAY_MS = 86_400_000;

export type Step = keyof Activities;

/** What a test puts between the steps of a run and the world, by dataset. */
export interface Interference {
  /** Awaited when the step has had its effect; when it throws, the step's answer is lost. */
  after?: (step: Step) => void;
  /** Awaited before every byte that goes to the store's staging or out of it. */
  beforeBytes?: (what: 'append' | 'readStage' | 'publishStage') => void | Promise<void>;
  /** Lets go of what is held. */
  end?: () => void;
}

export interface PaidOnce {
  readonly at: Installation;
  readonly interference: Map<string, Interference>;
  /** A dataset and days that no other case has. */
  newCase(name: string, days?: number): PaidCase;
}

export interface PaidCase {
  readonly dataset: string;
  readonly days: readonly string[];
  /** All days of the case, or those from the `from`th on. */
  request(more?: Readonly<Record<string, unknown>>, from?: number, to?: number): Request;
  /** Accepted enqueues of each window of the case's days, in the order of the windows. */
  enqueues(): number[];
  /** Every window that was ever enqueued was enqueued `times` times; what is published is sound. */
  expectPaid(times: number | readonly number[], more?: Expected): Promise<void>;
  /** Jobs of the case's days that were enqueued, oldest first. */
  paidJobs(): JobDescription[];
  bytesSent(): number;
  /** All jobs of the case's days, oldest first. */
  jobs(): JobDescription[];
  /** Strikes calls about the windows that begin on one of the case's days, the first one unless told; once unless told. */
  strike(on: FaultRule['on'], effect: FaultEffect, more?: Strike): void;
  /** What steps failed with, by days and then in their order; only with `hasten`. */
  failures(): readonly StepFailure[];
}

interface Strike {
  readonly day?: number;
  readonly after?: number;
  /** `Infinity`: for ever. */
  readonly times?: number;
}

type Request = Record<string, unknown>;

interface Expected {
  /** Files beside manifests and what they name: what a re-export leaves behind. */
  readonly leftBehind?: readonly string[];
  /** Nothing was published. */
  readonly nothing?: boolean;
  /** Marketo has forgotten jobs of the case: what they last were stays in its histories. */
  readonly vanished?: boolean;
}

/** One emulator, folder and worker in this process for all cases of a `describe`. */
export function usePaidOnce(
  options: {
    readonly emulator?: EmulatorOptions;
    readonly env?: Readonly<Record<string, string>>;
    /** Leave out the worker. */
    readonly worker?: false;
    /** For cases that run at once: what one of them arranged is not cleared away before the next begins. */
    readonly atOnce?: true;
    /** Steps that failed are repeated at once; what they failed with, and the wait it asked for, is kept. */
    readonly hasten?: true;
    readonly marketo?: Parameters<typeof startInProcessWorker>[0]['marketo'];
  } = {},
): PaidOnce {
  const interference = new Map<string, Interference>();
  const failures: StepFailure[] = [];
  let at: Installation | undefined;
  let worker: InProcessWorker | undefined;
  let nextDay = Date.parse('2025-01-01T00:00:00Z');
  beforeAll(async () => {
    at = await install({ ...options, workers: 0 });
    if (options.worker === false) return;
    worker = await startInProcessWorker({
      env: at.env,
      address: temporalAddress(),
      change: (dependencies) => interfereWithBytes(dependencies, interference),
      wrap: (activities) => {
        const met = interfereWithAnswers(activities, interference);
        return options.hasten ? hastened(met, failures) : met;
      },
      ...(options.marketo && { marketo: options.marketo }),
    });
  });
  beforeEach(() => {
    if (!options.atOnce) calm(at!.emulator);
  });
  afterAll(async () => {
    await worker?.stop();
    await at?.[Symbol.asyncDispose]();
  });
  return {
    get at() {
      return at!;
    },
    interference,
    newCase: (name, count = 1) => {
      const days = Array.from({ length: count }, (_, day) =>
        new Date(nextDay + day * DAY_MS).toISOString().slice(0, 10),
      );
      nextDay += (count + 1) * DAY_MS;
      const words = name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
      return new Case(at!, `${words.slice(0, 50)}-${days[0]!}`, days, failures);
    },
  };
}

export function calm(emulator: Emulator): void {
  emulator.setEnvironment({ hold: false, otherTools: { running: 0, queued: 0 } });
  emulator.clearFaults();
}

class Case implements PaidCase {
  readonly #at: Installation;
  readonly dataset: string;
  readonly days: readonly string[];
  readonly #failures: readonly StepFailure[];

  constructor(
    at: Installation,
    dataset: string,
    days: readonly string[],
    failures: readonly StepFailure[],
  ) {
    this.#at = at;
    this.dataset = dataset;
    this.days = days;
    this.#failures = failures;
  }

  strike(
    on: FaultRule['on'],
    effect: FaultEffect,
    { day = 0, after = 0, times = 1 }: Strike = {},
  ): void {
    const startAt = `${this.days.at(day)!}T00:00:00Z`;
    const bounded = times === Infinity ? {} : { times };
    this.#at.emulator.addFaults({ on, startAt, after, ...bounded, do: effect });
  }

  failures(): readonly StepFailure[] {
    return this.#failures
      .filter(({ dataset }) => dataset === this.dataset)
      .toSorted((a, b) => (a.startAt < b.startAt ? -1 : a.startAt > b.startAt ? 1 : 0));
  }

  request(more: Readonly<Record<string, unknown>> = {}, from = 0, to = -1): Request {
    return requestFor(this.days.at(from)!, this.days.at(to)!, { dataset: this.dataset, ...more });
  }

  enqueues(): number[] {
    const counts = new Map<string, number>();
    for (const { startAt, endAt } of this.paidJobs()) {
      const key = `${startAt}/${endAt}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }

  paidJobs(): JobDescription[] {
    const jobs = new Map(this.jobs().map((job) => [job.exportId, job]));
    return this.#at.emulator
      .log()
      .filter(({ operation, accepted }) => operation === 'enqueue' && accepted)
      .flatMap(({ exportId }) => jobs.get(exportId ?? '') ?? []);
  }

  bytesSent(): number {
    const jobs = new Set<string | null>(this.jobs().map(({ exportId }) => exportId));
    return this.#at.emulator
      .log()
      .filter(({ operation, exportId }) => operation === 'file' && jobs.has(exportId))
      .reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  }

  async expectPaid(times: number | readonly number[], expected: Expected = {}): Promise<void> {
    const enqueues = this.enqueues();
    expect(enqueues).toEqual(typeof times === 'number' ? enqueues.map(() => times) : times);
    expect(enqueues.length).toBeGreaterThan(0);
    this.#expectOneAliveAtATime(expected);
    await this.#expectSound(expected);
  }

  jobs(): JobDescription[] {
    const [first, last] = [this.days[0]!, this.days.at(-1)!];
    return this.#at.emulator
      .jobs()
      .filter(({ startAt }) => first <= startAt.slice(0, 10) && startAt.slice(0, 10) <= last);
  }

  /** Marketo's own histories: a job that overlaps another had been seen to its end before that was bought. */
  #expectOneAliveAtATime({ vanished = false }: Expected): void {
    const ended = ['Completed', 'Failed', 'Cancelled', ...(vanished ? ['Processing'] : [])];
    const jobs = this.paidJobs();
    for (const [index, later] of jobs.entries()) {
      for (const earlier of jobs.slice(0, index)) {
        if (earlier.endAt < later.startAt || later.endAt < earlier.startAt) continue;
        expect(ended).toContain(earlier.state);
        expect(earlier.history.at(-1)!.at <= momentOf(later, 'Queued')).toBe(true);
      }
    }
  }

  async #expectSound({ leftBehind = [], nothing = false }: Expected): Promise<void> {
    const folder = join(this.#at.folder, 'default', this.dataset);
    const published = await publishedWindows(folder); // throws when a file is not whole
    const windows = published.map(({ window }) => window).sort((a, b) => compare(a, b));
    for (const [index, { startAt }] of windows.entries()) {
      if (index > 0) expect(startAt > windows[index - 1]!.endAt).toBe(true);
    }
    const visible = await visibleFiles(folder);
    const named = await Promise.all(
      visible
        .filter((path) => basename(path) === 'manifest.json')
        .map(async (path) => [path, join(dirname(path), await dataFileOf(join(folder, path)))]),
    );
    const files = [...named.flat(), 'dataset.json', ...leftBehind];
    expect(visible).toEqual(files.sort());
    expect(published.length === 0).toBe(nothing);
  }
}

function compare(a: { startAt: string }, b: { startAt: string }): number {
  return a.startAt < b.startAt ? -1 : 1;
}

function momentOf({ history }: JobDescription, state: string): string {
  return history.find((moment) => moment.state === state)!.at;
}

async function dataFileOf(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { file: string }).file;
}

function interfereWithAnswers(
  activities: Activities,
  interference: ReadonlyMap<string, Interference>,
): Activities {
  const wrapped = Object.entries(activities).map(([step, activity]) => [
    step,
    async (input: { run?: { request: { dataset: string } } }) => {
      const answer: unknown = await (activity as (input: unknown) => Promise<unknown>)(input);
      const dataset = input.run?.request.dataset ?? '';
      interference.get(dataset)?.after?.(step as Step);
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

function interfereWithBytes(
  dependencies: Dependencies,
  interference: ReadonlyMap<string, Interference>,
): Dependencies {
  const { store } = dependencies;
  const meet = async (key: string, what: 'append' | 'readStage' | 'publishStage') => {
    await interference.get(key.split('/')[1] ?? '')?.beforeBytes?.(what);
  };
  return {
    ...dependencies,
    store: {
      ...store,
      openStage: async (place, options) => {
        const staged = await store.openStage(place, options);
        return {
          ...staged,
          append: async (chunk) => {
            await meet(place.folder, 'append');
            await staged.append(chunk);
          },
        };
      },
      readStage: async (name) => {
        await meet(name, 'readStage');
        return store.readStage(name);
      },
      publishStage: async (name, key, etag) => {
        await meet(name, 'publishStage');
        await store.publishStage(name, key, etag);
      },
    },
  };
}

/** Where a run is met: what the emulator has to do for it, and how it shows. */
export interface Phase {
  readonly phase: string;
  readonly arrange: (paid: PaidOnce, at: PaidCase) => void;
  readonly reached: (paid: PaidOnce, at: PaidCase, status: WindowStatus) => boolean;
  /** Bytes that the file's calls had sent by then. */
  readonly bytes?: number;
}

const HALF = 50_000;

type PhaseName = 'created' | 'queued' | 'processing' | 'downloading' | 'verifying';

export const PHASES: Readonly<Record<PhaseName, Phase>> = {
  created: {
    phase: 'created, with the queue full',
    arrange: ({ at }) => void at.emulator.setEnvironment({ otherTools: { queued: 10 } }),
    reached: (_paid, _at, { waitingFor }) => /queue is full/.test(waitingFor ?? ''),
  },
  queued: {
    phase: 'queued',
    arrange: ({ at }) => void at.emulator.setEnvironment({ hold: { queued: true } }),
    reached: (_paid, _at, { jobState }) => jobState === 'Queued',
  },
  processing: {
    phase: 'processing',
    arrange: ({ at }) => void at.emulator.setEnvironment({ hold: { processing: true } }),
    reached: (_paid, _at, { jobState }) => jobState === 'Processing',
  },
  downloading: {
    phase: 'downloading',
    arrange: ({ at }) => at.emulator.addFaults({ on: 'file', do: { stallAfterBytes: HALF } }),
    reached: (_paid, at) => at.bytesSent() === HALF,
    bytes: HALF,
  },
  verifying: {
    phase: 'verifying',
    arrange: ({ interference }, { dataset }) => {
      let end = () => {};
      const held = new Promise<void>((resolve) => (end = resolve));
      interference.set(dataset, {
        beforeBytes: (what) => (what === 'readStage' ? held : undefined),
        end,
      });
    },
    reached: (_paid, _at, { phase }) => phase === 'verifying',
  },
};

/** Waits until a window of the run stands in the phase. */
export function reach(paid: PaidOnce, at: PaidCase, workflowId: string, phase: Phase) {
  return windowWhere(paid.at.client, workflowId, phase.phase, (status) =>
    phase.reached(paid, at, status),
  );
}

/** Takes away what `arrange` had put in the way. */
export function letGo(paid: PaidOnce, at: PaidCase): void {
  calm(paid.at.emulator);
  paid.interference.get(at.dataset)?.end?.();
  paid.interference.delete(at.dataset);
}

/** The run goes on as another one now: it has continued as new. */
export async function continued(client: Client, workflowId: string): Promise<void> {
  await eventually('it continues as new', async () => {
    const { runId, raw } = await client.workflow.getHandle(workflowId).describe();
    return raw.workflowExecutionInfo?.firstRunId === runId ? undefined : true;
  });
}
