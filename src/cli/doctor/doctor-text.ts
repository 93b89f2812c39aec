/** The report of `doctor` for people. */
import { GROUPS, type Group } from '../../doctor/checks.ts';
import type { Finding, Status } from '../../doctor/finding.ts';
import type { DoctorReport } from '../../doctor/run-doctor.ts';
import { formatPlural } from '../output/format.ts';

const MARKS: Readonly<Record<Status, string>> = {
  ok: 'ok',
  warning: 'WARNING',
  problem: 'PROBLEM',
  skipped: '–',
};
const TITLES: Readonly<Record<Group, string>> = {
  configuration: 'Configuration',
  temporal: 'Temporal',
  worker: 'Workers',
  marketo: 'Marketo',
  store: 'Store',
};
const MARK_WIDTH = Math.max(...Object.values(MARKS).map(({ length }) => length));
/** Where messages begin, further lines of them too. */
const INDENT = ' '.repeat(MARK_WIDTH + 4);

/** Ends with a line break. */
export function doctorText(report: DoctorReport): string {
  const { host, folder, productVersion, findings } = report;
  const instances = new Set(findings.flatMap(({ instance }) => instance ?? []));
  const sections = GROUPS.flatMap((group) => {
    const own = findings.filter(({ check }) => check.startsWith(`${group}.`));
    if (own.length === 0) return [];
    return ['', TITLES[group], ...together(own).flatMap((told) => lines(told, instances.size > 1))];
  });
  return [
    `marketo-extract ${productVersion}, looking from ${host}, with the settings of ${folder}`,
    ...sections,
    '',
    summary(report),
    '',
  ].join('\n');
}

interface Told extends Omit<Finding, 'check'> {
  readonly checks: readonly string[];
}

/** What was skipped for the same reason is told once. */
function together(findings: readonly Finding[]): Told[] {
  const all: Told[] = [];
  for (const { check, ...rest } of findings) {
    const last = all.at(-1);
    const alike =
      last?.status === 'skipped' &&
      rest.status === 'skipped' &&
      last.message === rest.message &&
      last.instance === rest.instance;
    if (alike) all.splice(-1, 1, { ...last, checks: [...last.checks, check] });
    else all.push({ ...rest, checks: [check] });
  }
  return all;
}

function lines(
  { status, checks, message, remedy, instance }: Told,
  severalInstances: boolean,
): string[] {
  const [first = '', ...more] = message.split('\n');
  const of = severalInstances && instance !== undefined ? ` (${instance})` : '';
  return [
    `  ${MARKS[status].padEnd(MARK_WIDTH)}  ${checks.join(', ')}${of}: ${first}`,
    ...more.map((text) => `${INDENT}${text}`),
    ...(remedy === null ? [] : [`${INDENT}-> ${remedy}`]),
  ];
}

function summary({ counts, findings }: DoctorReport): string {
  const { ok, warning, problem, skipped } = counts;
  const told = [
    formatPlural(problem, 'problem'),
    formatPlural(warning, 'warning'),
    `${ok} ok`,
    ...(skipped === 0 ? [] : [`${skipped} not looked at`]),
  ].join(', ');
  const verdict = problem === 0 ? 'Nothing hinders an extraction' : 'Extractions are hindered';
  return `${verdict}: ${formatPlural(findings.length, 'check')}, ${told}.`;
}
