/** Histories as JSON files that can be replayed and carry nothing of the machine that they were recorded on. */
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

export interface RecordedHistory {
  readonly workflowId: string;
  /** As `Worker.runReplayHistory` takes it. */
  readonly history: unknown;
}

/** Histories of a run, of the runs that it continued as, and of all of its windows. */
export async function recordedHistories(
  client: Client,
  workflowId: string,
): Promise<RecordedHistory[]> {
  const query = `WorkflowId = '${workflowId}' OR WorkflowId STARTS_WITH '${workflowId}/'`;
  const histories: RecordedHistory[] = [];
  for await (const run of client.workflow.list({ query })) {
    const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
    histories.push({ workflowId: run.workflowId, history: JSON.parse(historyToJSON(history)) });
  }
  return histories;
}

/** Puts neutral texts in the place of the worker's identity and of `folder`, also within payloads. */
export function withoutMachine(history: unknown, folder: string): unknown {
  return mapMembers(history, (name, value) => {
    if (name === 'identity') return 'worker';
    if (name === 'stackTrace') return '';
    if (name === 'data') return recode(value, folder);
    return value;
  });
}

function recode(base64: string, folder: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return Buffer.from(text.replaceAll(folder, '/srv/exports')).toString('base64');
}

function mapMembers(value: unknown, change: (name: string, value: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapMembers(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'string' ? change(name, member) : mapMembers(member, change),
    ]),
  );
}
