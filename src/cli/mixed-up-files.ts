/** The file of a schedule has a request in it: each is easily given where the other belongs. */
import { commandLine, shellWord } from './context.ts';
import { UsageError } from './exit-code.ts';
import type { CliIo } from './io.ts';

/** For `start`: the faults of its members would not say that it is a schedule. */
export function refuseSchedule(request: unknown, file: string, io: CliIo): void {
  if (!has(request, 'request') || !has(request, 'spec')) return;
  const apply = commandLine(io, `schedule apply -f ${shellWord(file)}`);
  throw new UsageError(
    `This is a schedule, not a request. To set it up: ${apply}. To start it once now: schedule trigger, or its member "request" alone.`,
  );
}

/** For `schedule apply`. */
export function refuseRequest(schedule: unknown): void {
  if (!has(schedule, 'filter') || has(schedule, 'request')) return;
  throw new UsageError(
    'This is a request, not a schedule. Put it into a file as {"scheduleId": "…", "spec": {…}, "request": …}; docs/scheduling.md has an example.',
  );
}

function has(value: unknown, member: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, member);
}
