/** look → (take over | create → claim) → enqueue: until Marketo has the job in its queue. */
import { ApplicationFailure } from '@temporalio/workflow';
import { FAILURE } from '../interface/names.ts';
import type { FindAnswer } from '../interface/steps.ts';
import { giveWayToOverlap } from './give-up-job.ts';
import { hasRoom } from './room.ts';
import type { WindowRun } from './window-run.ts';
import { type JobClaim, startPolling, type StateOf, type WindowState } from './window-state.ts';

type Claimed = Extract<FindAnswer, { answer: 'claimed' }>;

export async function look(run: WindowRun, state: StateOf<'look'>): Promise<WindowState> {
  const { budget, known } = state;
  run.tell({ phase: 'looking' });
  const paid = known !== undefined;
  const { findWindow } = paid ? run.activities.afterPaying : run.activities.beforePaying;
  const found = await findWindow({ ...run.input, paid });
  switch (found.answer) {
    case 'published': {
      const { result } = found;
      const { exportId, records, bytes } = result;
      const note = paid ? {} : { note: 'the file was there already' };
      run.tell({ phase: 'published', exportId, records, bytes, ...note });
      return { phase: 'done', budget, outcome: { outcome: 'published', result } };
    }
    case 'nothing': {
      const { generation: after, seenManifest } = found;
      return { phase: 'create', budget, after, seenManifest };
    }
    case 'superseded':
      throw ApplicationFailure.nonRetryable(
        `The run was reset, and its workflow ${found.byWorkflowId} goes on with this window`,
        FAILURE.windowCancelled,
      );
    case 'claimed': {
      const claim = claimOf(found, known?.claim);
      // What was learnt of another job says nothing of this one.
      const sameJob = known?.claim.exportId === found.exportId;
      const poll = sameJob ? known.poll : startPolling(Date.now());
      const phase = found.ownerClosed ? 'takeOver' : 'poll';
      if (!sameJob) run.say(findInWords(found), found.exportId);
      return { phase, budget, claim, poll };
    }
  }
}

function findInWords({ own, ownerClosed, ownerWorkflowId }: Claimed): string {
  if (own) {
    return ownerClosed
      ? 'this run has claimed the window by an earlier workflow; taking over its job'
      : 'this run has claimed the window already; going on with its job';
  }
  return ownerClosed
    ? `the run ${ownerWorkflowId} has claimed the window and is closed; taking over its job`
    : `another run (${ownerWorkflowId}) is exporting this window; waiting for its file`;
}

function claimOf(found: Claimed, known: JobClaim | undefined): JobClaim {
  const { exportId, generation, own, ownerClosed, ownerWorkflowId } = found;
  const adopted = found.adopted ?? (own ? (known?.adopted ?? false) : true);
  const maker = own ? known?.ownerWorkflowId : ownerWorkflowId;
  return {
    exportId,
    generation,
    // A closed owner's job is this run's business from here on, a cancel of it as well.
    own: own || ownerClosed,
    adopted,
    ...(maker === undefined ? {} : { ownerWorkflowId: maker }),
  };
}

/** The owner's run is closed: the next generation names the same job and a new owner. */
export async function takeOver(
  run: WindowRun,
  { budget, claim, poll }: StateOf<'takeOver'>,
): Promise<WindowState> {
  const { exportId, generation } = claim;
  run.tell({
    phase: 'claiming',
    note: `taking over the job of ${claim.ownerWorkflowId ?? 'an earlier workflow of this run'}`,
  });
  const answer = await run.activities.beforePaying.claimWindow({
    ...run.input,
    exportId,
    after: generation,
    inherits: true,
  });
  return answer.answer === 'own'
    ? { phase: 'poll', budget, claim: { ...claim, generation: answer.generation }, poll }
    : { phase: 'look', budget };
}

export async function create(run: WindowRun, state: StateOf<'create'>): Promise<WindowState> {
  const { budget, after, seenManifest } = state;
  if (!(await hasRoom(run))) return { phase: 'look', budget };
  run.tell({ phase: 'creating' });
  const created = await run.activities.beforePaying.createJob(run.input);
  if (created.answer === 'created') {
    return { phase: 'claim', budget, after, seenManifest, exportId: created.exportId };
  }
  await run.waitOut(created, { phase: 'creating' });
  return { phase: 'look', budget }; // somebody may have exported it during the wait
}

/** Every enqueue comes from here: a claim counts only when it has been held against what overlaps it. */
export async function claim(run: WindowRun, state: StateOf<'claim'>): Promise<WindowState> {
  const { budget, exportId, after, seenManifest, standing } = state;
  run.tell({ phase: 'claiming' });
  const answer = await run.activities.beforePaying.claimWindow({
    ...run.input,
    exportId,
    after,
    inherits: false,
    ...(standing === undefined ? {} : { standing: true }),
    ...(seenManifest === undefined ? {} : { seenManifest }),
  });
  switch (answer.answer) {
    case 'own': {
      const { generation } = answer;
      return {
        phase: 'enqueue',
        budget,
        claim: standing?.claim ?? { exportId, generation, own: true, adopted: false },
        poll: standing?.poll ?? startPolling(Date.now()),
      };
    }
    case 'another': // our own job stays Created, costs nothing and lapses
    case 'moved':
      return { phase: 'look', budget };
    case 'overlaps': {
      const done = {
        phase: 'done',
        budget,
        outcome: { outcome: 'overlaps', note: answer.note },
      } as const;
      return standing === undefined
        ? done
        : await giveWayToOverlap(run, { budget, ...standing }, done);
    }
  }
}

export async function enqueue(run: WindowRun, state: StateOf<'enqueue'>): Promise<WindowState> {
  const { budget, claim, poll } = state;
  run.tell({ phase: 'enqueueing' });
  const answer = await run.activities.beforePaying.enqueueJob({
    ...run.input,
    exportId: claim.exportId,
  });
  const polling = startPolling(Date.now());
  switch (answer.answer) {
    case 'queued':
      return { phase: 'poll', budget, claim, poll: polling };
    case 'gone': {
      // Its status tells what became of it; if that stays Created, this was the last word.
      const { doubt, refusals = 0 } = poll;
      const refusal = { refusal: answer.message, refusals: refusals + 1 };
      const refused = { ...polling, ...refusal, ...(doubt && { doubt }) };
      return { phase: 'poll', budget, claim, poll: refused };
    }
    case 'moved':
      return { phase: 'look', budget };
    case 'queueFull':
      await run.wait(run.policy.queueWaitMs, "Marketo's export queue is full", {
        phase: 'enqueueing',
        note: answer.message,
      });
      return state;
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'enqueueing' });
      return state;
  }
}
