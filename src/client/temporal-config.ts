import { loadClientConnectConfig } from '@temporalio/envconfig';

export type TemporalEnvironment = Readonly<Record<string, string | undefined>>;

const DEFAULT_ADDRESS = '127.0.0.1:7233';

/**
 * Where Temporal is and how to get in, read as the Temporal CLI does: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE`. The same for workers and clients.
 */
export function temporalConfig(environment: TemporalEnvironment) {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: definedOf(environment),
  });
  const { address = DEFAULT_ADDRESS } = connectionOptions;
  return { connectionOptions, namespace, address };
}

function definedOf(environment: TemporalEnvironment): Record<string, string> {
  const defined = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(defined);
}
