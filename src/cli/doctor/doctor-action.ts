import type { Group } from '../../doctor/checks.ts';
import { runDoctor, type DoctorReport } from '../../doctor/run-doctor.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { untilInterrupted } from '../interrupt.ts';
import type { OutputOptions } from '../options.ts';
import { printResult } from '../output/print-result.ts';
import { doctorText } from './doctor-text.ts';

export interface DoctorFlags extends OutputOptions {
  readonly instance?: string;
  readonly only?: readonly Group[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly strict?: boolean;
  readonly taskQueue?: string;
}

/** What `doctor` does. */
export function doctorAction(context: CliContext, flags: DoctorFlags): Promise<ExitCode> {
  const { io } = context;
  const { timeout: timeoutMs, output, strict, instance, only, taskQueue } = flags;
  return untilInterrupted(context, async (signal) => {
    const report = await runDoctor({
      ...{ cwd: process.cwd(), environment: io.env, timeoutMs, signal },
      ...(instance === undefined ? {} : { instance }),
      ...(only === undefined ? {} : { only }),
      ...(taskQueue === undefined ? {} : { taskQueue }),
    });
    printResult(io, output, report, () => doctorText(report));
    return exitCodeOf(report, strict === true);
  });
}

function exitCodeOf({ counts }: DoctorReport, strict: boolean): ExitCode {
  const hinders = counts.problem > 0 || (strict && counts.warning > 0);
  return hinders ? EXIT.failed : EXIT.done;
}
