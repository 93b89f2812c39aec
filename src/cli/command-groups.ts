/** Every command, in the groups and the order of `--help`. What a group goes by is told in the help of each of its commands. */
import type { Command } from 'commander';
import { adjustCommand } from './commands/adjust.ts';
import { cancelCommand } from './commands/cancel.ts';
import { completionCommand } from './commands/completion.ts';
import { coverageCommand } from './commands/coverage.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { emulatorCommandOrStub } from './commands/emulator.ts';
import { filesCommand } from './commands/files.ts';
import { initCommand } from './commands/init.ts';
import { jobsCommand } from './commands/jobs.ts';
import { pauseCommand } from './commands/pause.ts';
import { pollNowCommand } from './commands/poll-now.ts';
import { pruneCommand } from './commands/prune.ts';
import { quotaCommand } from './commands/quota.ts';
import { resumeCommand } from './commands/resume.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { searchAttributesCommand } from './commands/search-attributes.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { temporalCommand } from './commands/temporal.ts';
import { typesCommand } from './commands/types.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import type { CliContext } from './context.ts';

export interface CommandGroup {
  readonly heading: string;
  /** Variables that its commands go by; undefined when there is none to name. */
  readonly environment?: string;
  readonly commands: readonly Command[];
}

const TEMPORAL =
  'TEMPORAL_ADDRESS (default 127.0.0.1:7233), TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,\n' +
  'TEMPORAL_TLS_*, TEMPORAL_PROFILE, as for the Temporal CLI; TEMPORAL_UI_URL for links';
const DESTINATION = 'EXTRACT_DESTINATION, as the worker has it; neither Temporal nor Marketo';
const MARKETO =
  'MARKETO_BASE_URL, MARKETO_CLIENT_ID, MARKETO_CLIENT_SECRET, as the worker has\n' +
  'them; neither Temporal nor a worker';

/** `emulator`: with that command whole, which is heavy, or just its name. */
export async function commandGroups(
  context: CliContext,
  { emulator }: { readonly emulator: boolean },
): Promise<readonly CommandGroup[]> {
  return [
    {
      heading: 'Extract:',
      environment: TEMPORAL,
      commands: [
        startCommand(context),
        watchCommand(context),
        statusCommand(context),
        cancelCommand(context),
        pauseCommand(context),
        resumeCommand(context),
        adjustCommand(context),
        pollNowCommand(context),
        scheduleCommand(context),
        searchAttributesCommand(context),
      ],
    },
    {
      heading: 'Look at what was exported:',
      environment: DESTINATION,
      commands: [
        coverageCommand(context),
        filesCommand(context),
        verifyCommand(context),
        pruneCommand(context),
      ],
    },
    {
      heading: 'Ask Marketo:',
      environment: MARKETO,
      commands: [jobsCommand(context), quotaCommand(context), typesCommand(context)],
    },
    {
      heading: 'Run and try:',
      commands: [
        initCommand(context),
        doctorCommand(context),
        workerCommand(context),
        demoCommand(context),
        temporalCommand(context),
        await emulatorCommandOrStub(emulator),
        completionCommand(context),
      ],
    },
  ];
}
