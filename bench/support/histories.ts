/** What an extraction left at Temporal. */
import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

export interface HistorySize {
  readonly events: number;
  readonly bytes: number;
}

const LISTED_MS = 30_000;

/** Every run that the workflow continued as, oldest first. */
export function runsOf(client: Client, workflowId: string): Promise<HistorySize[]> {
  return listClosed(client, `WorkflowId = '${workflowId}'`, 1);
}

/** The windows of the extraction; `atLeast` waits until so many are listed. */
export function windowsOf(
  client: Client,
  workflowId: string,
  atLeast: number,
): Promise<HistorySize[]> {
  const children = `WorkflowType = 'exportWindow' AND ParentWorkflowId = '${workflowId}'`;
  return listClosed(client, children, atLeast);
}

/** How many activities its windows ran, in all; those of one run that did not continue as new. */
export async function activitiesOfWindows(client: Client, workflowId: string): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  const { events = [] } = await handle.fetchHistory();
  const children = (events ?? []).flatMap(
    (event) =>
      event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId ?? [],
  );
  let activities = 0;
  for (const child of children) {
    const history = await client.workflow.getHandle(child).fetchHistory();
    const all = history.events ?? [];
    activities += all.filter((event) => event.activityTaskScheduledEventAttributes).length;
  }
  return activities;
}

/** What is listed comes a little after what happened. */
async function listClosed(client: Client, query: string, atLeast: number): Promise<HistorySize[]> {
  const until = performance.now() + LISTED_MS;
  for (;;) {
    const found: HistorySize[] = [];
    let running = 0;
    for await (const run of client.workflow.list({ query })) {
      if (run.status.name === 'RUNNING') running += 1;
      else found.push({ events: run.historyLength, bytes: run.historySize ?? 0 });
    }
    if (running === 0 && found.length >= atLeast) return found.reverse();
    if (performance.now() > until) throw new Error(`Not listed as closed: ${query}`);
    await sleep(100);
  }
}
