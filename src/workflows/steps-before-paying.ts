/** look → create → claim → enqueue: until Marketo has the job in its queue. */
import { CancellationScope } from '@temporalio/workflow';
import type { WindowRun } from './window-run.ts';
import type { JobClaim, PollFacts, StateOf, WindowState } from './window-state.ts';

export async function look(run: WindowRun, state: StateOf<'look'>): Promise<WindowState> {
  const { budget } = state;
  run.tell({ phase: 'looking' });
  const found = await run.activities.findWindow(run.input);
  switch (found.answer) {
    case 'published':
      return { phase: 'done', budget, outcome: { outcome: 'published', result: found.result } };
    case 'nothing':
      return { phase: 'create', budget, after: found.generation };
    case 'claimed': {
      const claim: JobClaim = {
        exportId: found.exportId,
        generation: found.generation,
        own: found.own,
        adopted: !found.own,
        ownerWorkflowId: found.ownerWorkflowId,
      };
      if (!found.own && found.ownerClosed) return await takeOver(run, state, claim);
      return { phase: 'poll', budget, claim, poll: state.poll ?? startPolling(false) };
    }
  }
}

/** The owner's run is closed: the next generation names the same job and a new owner. */
async function takeOver(
  run: WindowRun,
  { budget, poll }: StateOf<'look'>,
  { exportId, generation }: JobClaim,
): Promise<WindowState> {
  const answer = await run.activities.claimWindow({ ...run.input, exportId, after: generation });
  switch (answer.answer) {
    case 'own':
      return {
        phase: 'poll',
        budget,
        claim: { exportId, generation: answer.generation, own: true, adopted: true },
        poll: poll ?? startPolling(false),
      };
    case 'overlaps':
      return { phase: 'done', budget, outcome: { outcome: 'overlaps', note: answer.note } };
    case 'another':
    case 'moved':
      return { phase: 'look', budget };
  }
}

export async function create(run: WindowRun, state: StateOf<'create'>): Promise<WindowState> {
  run.tell({ phase: 'creating' });
  const created = await run.activities.createJob(run.input);
  if (created.answer === 'created') {
    return { ...state, phase: 'claim', exportId: created.exportId };
  }
  await run.waitOut(created, { phase: 'creating' });
  return { phase: 'look', budget: state.budget }; // somebody may have exported it during the wait
}

export async function claim(run: WindowRun, state: StateOf<'claim'>): Promise<WindowState> {
  const { budget, exportId, after } = state;
  run.tell({ phase: 'claiming' });
  const answer = await CancellationScope.nonCancellable(() =>
    run.activities.claimWindow({ ...run.input, exportId, after }),
  );
  switch (answer.answer) {
    case 'own':
      return {
        phase: 'enqueue',
        budget,
        claim: { exportId, generation: answer.generation, own: true, adopted: false },
      };
    case 'another': // our own job stays Created, costs nothing and lapses
    case 'moved':
      return { phase: 'look', budget };
    case 'overlaps':
      return { phase: 'done', budget, outcome: { outcome: 'overlaps', note: answer.note } };
  }
}

export async function enqueue(run: WindowRun, state: StateOf<'enqueue'>): Promise<WindowState> {
  const { budget, claim } = state;
  run.tell({ phase: 'enqueueing' });
  const answer = await run.activities.enqueueJob({ ...run.input, exportId: claim.exportId });
  switch (answer.answer) {
    case 'queued':
      return { phase: 'poll', budget, claim, poll: startPolling(true) };
    case 'gone': // its status tells what became of it
      return { phase: 'poll', budget, claim, poll: startPolling(true) };
    case 'queueFull':
      await run.wait(run.policy.queueWaitMs, "Marketo's export queue is full", {
        phase: 'enqueueing',
        note: answer.message,
      });
      return claim.own ? state : { phase: 'look', budget };
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'enqueueing' });
      return claim.own ? state : { phase: 'look', budget };
  }
}

function startPolling(enqueued: boolean): PollFacts {
  return { sinceMs: Date.now(), enqueued, doubtful: 0, yielded: false };
}
