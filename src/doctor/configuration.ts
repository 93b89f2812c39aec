/** What the configuration comes to; pure. */
import { ALL_SETTINGS } from '../config/settings.ts';
import { messageOf } from '../domain/message-of.ts';
import type { Fault } from '../interface/fault.ts';
import { formatFaults } from '../interface/fault.ts';
import { ok, problem, warning, type Finding, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';
import type { DoctorSettings, EnvironmentFacts, TemporalFacts } from './settings.ts';

export function judgeConfiguration(settings: DoctorSettings): Finding[] {
  const { facts, warnings, faults, temporal } = settings;
  return [
    { check: 'configuration.environment', ...judgeEnvironment(facts, warnings) },
    { check: 'configuration.settings', ...judgeSettings(faults, facts) },
    { check: 'configuration.temporal', ...judgeTemporal(temporal) },
  ];
}

/** When there is a `.env` that cannot be read, nothing is known of the configuration. */
export function unreadableEnvironment(error: unknown): Finding {
  const remedy = 'Make .env readable for this user, or take it away.';
  return { check: 'configuration.environment', ...problem(`${messageOf(error)}.`, remedy) };
}

export function judgeEnvironment(facts: EnvironmentFacts, warnings: readonly string[]): Verdict {
  const names = Object.keys(facts.variables);
  const from = facts.envFile ? '.env found' : 'no .env';
  const set = names.length === 0 ? 'no variable is set' : `set: ${names.join(', ')}`;
  const message = `${from} in ${facts.folder}; ${set}.`;
  if (warnings.length === 0) return ok(message, { ...facts });
  const remedy = 'Correct the names, or take them away; docs/configuration.md lists every one.';
  return warning([message, ...warnings].join('\n'), remedy, { ...facts, warnings });
}

export function judgeSettings(
  faults: readonly Fault[],
  { variables }: Pick<EnvironmentFacts, 'variables'>,
): Verdict {
  const facts = { variables: ALL_SETTINGS.length, faults };
  if (faults.length === 0) {
    return ok(`All ${ALL_SETTINGS.length} variables are in order; what is unset has its default.`, {
      ...facts,
    });
  }
  const bare = !Object.keys(variables).some((name) => name.startsWith('MARKETO_'));
  const remedy =
    'Set them in .env or in the environment; docs/configuration.md tells of each.' +
    (bare
      ? ' A machine that only starts extractions needs none of them: doctor --only temporal,worker.'
      : '');
  return problem(formatFaults(faults, 'The configuration'), remedy, facts);
}

export function judgeTemporal(read: Outcome<TemporalFacts>): Verdict {
  if (!read.ok) {
    return problem(
      messageOf(read.error),
      'Look at TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE and TEMPORAL_TLS_*; the Temporal CLI reads the same ones.',
    );
  }
  const { address, namespace, tls, apiKey, profile } = read.value;
  const how = `${tls ? 'with' : 'without'} TLS, ${apiKey ? 'with' : 'without'} an API key`;
  return ok(`${address}, namespace ${namespace}, ${how}, profile ${profile}.`, { ...read.value });
}
