import { formatInstant } from '../domain/instant.ts';
import type { ClaimAnswer, ClaimInput, ReleaseAnswer, ReleaseInput } from '../interface/steps.ts';
import { parseWindowText, windowText } from '../domain/windows.ts';
import type { ClaimOutcome } from '../ledger/types.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'store' | 'ledger' | 'hostName'>;

/** Writes the claim that comes before every enqueue; idempotent, so that it may run inside a cancel. */
export function claimWindowActivity(parts: Parts) {
  return defineActivity<ClaimInput, ClaimAnswer>('beforePaying', async (input, scope) => {
    const { log } = scope;
    // `assertCurrent` counts from here, Temporal from before the task was on its way: the heartbeat brings them together.
    scope.beat();
    const { run, window, exportId, after, owner, inherits, seenManifest, standing } = input;
    await requireSameStore(parts, run);
    const outcome = await parts.ledger.claim(run.request, parseWindowText(window), {
      after,
      exportId,
      owner,
      ...(scope.workflowId === undefined ? {} : { windowWorkflowId: scope.workflowId }),
      at: now(),
      inherits,
      ...(seenManifest === undefined ? {} : { seenManifest }),
      standing: standing === true,
      assertCurrent: scope.assertCurrent,
    });
    const answer = toAnswer(outcome);
    log.info(inWords(answer, inherits), { ...window, exportId, ...answer });
    return answer;
  });
}

/** Gives the window up by the next generation: its job was seen terminal without a file to deliver. */
export function releaseClaimActivity(parts: Parts) {
  return defineActivity<ReleaseInput, ReleaseAnswer>(
    'afterPaying',
    async ({ run, window, after, reason, owner }, { log }) => {
      await requireSameStore(parts, run);
      const release = { after, reason, owner, at: now() };
      const released = await parts.ledger.release(run.request, parseWindowText(window), release);
      log.info(released ? 'claim released' : 'claim not released: another run was faster', {
        ...window,
        after,
        reason,
      });
      const { manifest } = await parts.ledger.window(run.request, parseWindowText(window));
      return { released, published: manifest !== undefined };
    },
  );
}

function inWords(answer: ClaimAnswer, inherits: boolean): string {
  switch (answer.answer) {
    case 'own':
      return inherits ? 'job of a closed run or workflow taken over' : 'window claimed';
    case 'another':
      return 'another run claimed the window first; its job is followed';
    case 'moved':
      return 'the window was published or released meanwhile; looking again';
    case 'overlaps':
      return 'another window overlaps; the claim is given up';
  }
}

function toAnswer(outcome: ClaimOutcome): ClaimAnswer {
  switch (outcome.outcome) {
    case 'own':
      return { answer: 'own', generation: outcome.generation };
    case 'another': {
      const { exportId, generation, owner } = outcome.claim;
      return { answer: 'another', exportId, generation, ownerWorkflowId: owner.workflowId };
    }
    case 'moved':
      return { answer: 'moved' };
    case 'overlaps': {
      const { startAt, endAt } = windowText(outcome.window);
      const holder =
        outcome.claim === undefined
          ? 'another run has published'
          : `the run ${outcome.claim.owner.workflowId} has claimed`;
      return { answer: 'overlaps', note: `${holder} ${startAt} … ${endAt}, which overlaps` };
    }
  }
}

function now(): string {
  return formatInstant(Date.now() / 1000);
}
