/** Everything that an extraction needs, looked at from this machine. */
import { hostname } from 'node:os';
import type { Environment } from '../config/read-settings.ts';
import { productVersion } from '../product-version.ts';
import type { Bounds } from './bounded-check.ts';
import { GROUPS, type Group } from './checks.ts';
import { judgeConfiguration, unreadableEnvironment } from './configuration.ts';
import type { Finding, Status } from './finding.ts';
import { checkMarketo } from './marketo-checks.ts';
import { attemptNow } from './outcome.ts';
import { readDoctorSettings, type DoctorSettings } from './settings.ts';
import { checkStore, readStoreId } from './store-checks.ts';
import { checkTemporal } from './temporal-checks.ts';
import { checkWorkers } from './worker-checks.ts';

export interface DoctorOptions extends Bounds {
  readonly cwd: string;
  readonly environment: Environment;
  /** Default: all that are configured. */
  readonly instance?: string;
  readonly taskQueue?: string;
  /** Default: all groups. */
  readonly only?: readonly Group[];
}

export interface DoctorReport {
  readonly version: 1;
  readonly productVersion: string;
  /** Where it was looked at from. */
  readonly host: string;
  readonly folder: string;
  readonly counts: Readonly<Record<Status, number>>;
  readonly findings: readonly Finding[];
}

/** Never rejects but with the reason of the signal. Groups are looked at at once, and each check is bounded. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const { cwd, environment, instance, only = GROUPS } = options;
  const read = attemptNow(() => readDoctorSettings(cwd, environment, instance));
  if (!read.ok) return reportOf(options, [unreadableEnvironment(read.error)]);
  const settings = { ...read.value, taskQueue: options.taskQueue ?? read.value.taskQueue };
  const wants = (group: Group) => only.includes(group);
  const found = await Promise.all([
    wants('temporal') || wants('worker') ? askTemporal(settings, options, wants('worker')) : [],
    wants('marketo') ? checkMarketo(settings, options) : [],
    wants('store') ? checkStore(settings, options) : [],
  ]);
  const findings = [...judgeConfiguration(settings), ...found.flat()];
  return reportOf(
    options,
    findings.filter(({ check }) => only.some((group) => check.startsWith(`${group}.`))),
  );
}

async function askTemporal(
  settings: DoctorSettings,
  options: DoctorOptions,
  withWorkers: boolean,
): Promise<Finding[]> {
  const report = await checkTemporal(settings, options);
  try {
    if (!withWorkers) return report.findings;
    const { taskQueue, instances } = settings;
    const instance = options.instance ?? [...instances.keys()][0];
    const storeId = () => readStoreId(settings, options);
    const workers = await checkWorkers(report, { taskQueue, instance, storeId }, options);
    return [...report.findings, ...workers];
  } finally {
    await report.close();
  }
}

function reportOf({ cwd }: DoctorOptions, findings: readonly Finding[]): DoctorReport {
  const count = (status: Status) => findings.filter((each) => each.status === status).length;
  return {
    version: 1,
    productVersion: productVersion(),
    host: hostname(),
    folder: cwd,
    counts: {
      ok: count('ok'),
      warning: count('warning'),
      problem: count('problem'),
      skipped: count('skipped'),
    },
    findings,
  };
}
