import type { Group } from '../../doctor/checks.ts';
import { runDoctor, type DoctorReport } from '../../doctor/run-doctor.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { OutputOptions } from '../options.ts';
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
export async function doctorAction({ io }: CliContext, flags: DoctorFlags): Promise<ExitCode> {
  const { timeout: timeoutMs, output, strict, instance, only, taskQueue } = flags;
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    const report = await runDoctor({
      ...{ cwd: process.cwd(), environment: io.env, timeoutMs, signal },
      ...(instance === undefined ? {} : { instance }),
      ...(only === undefined ? {} : { only }),
      ...(taskQueue === undefined ? {} : { taskQueue }),
    });
    io.out(output === 'json' ? `${JSON.stringify(report)}\n` : doctorText(report));
    return exitCodeOf(report, strict === true);
  } catch (error) {
    if (!signal.aborted) throw error;
    io.err('Stopped by Ctrl-C.\n');
    return EXIT.interrupted;
  } finally {
    interrupt.stop();
  }
}

function exitCodeOf({ counts }: DoctorReport, strict: boolean): ExitCode {
  const hinders = counts.problem > 0 || (strict && counts.warning > 0);
  return hinders ? EXIT.failed : EXIT.done;
}
