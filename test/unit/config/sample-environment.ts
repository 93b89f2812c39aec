import type { Fault } from '../../../src/interface/fault.ts';
import type { MarketoConfig, WorkerConfig } from '../../../src/config/config.ts';
import { loadWorkerConfig } from '../../../src/config/load.ts';

export const SECRET = 'Hx7q2SECRETvalueZ93kLm';
export const CWD = '/srv/worker';

/** The least that a worker needs, and what the test adds. */
export function environment(more: Record<string, string | undefined> = {}) {
  return {
    MARKETO_BASE_URL: 'https://123-ABC-456.mktorest.com',
    MARKETO_CLIENT_ID: 'client-1',
    MARKETO_CLIENT_SECRET: SECRET,
    ...more,
  };
}

export function loaded(more: Record<string, string | undefined> = {}): WorkerConfig {
  const result = loadWorkerConfig(environment(more), CWD);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config;
}

/** The one instance that the variables tell of. */
export function marketoOf(more: Record<string, string | undefined> = {}): MarketoConfig {
  return loaded(more).instances.get('default')!;
}

export function faultsOf(more: Record<string, string | undefined>): readonly Fault[] {
  const result = loadWorkerConfig(environment(more), CWD);
  return result.ok ? [] : result.faults;
}
