import {
  type ClientConfigProfile,
  loadClientConfigProfile,
  toClientOptions,
} from '@temporalio/envconfig';
import { messageOf } from '../domain/message-of.ts';
import { TemporalConfigurationError } from './errors.ts';
import { assertUsableTls } from './tls-material.ts';

export type TemporalEnvironment = Readonly<Record<string, string | undefined>>;
export type TemporalConfig = ReturnType<typeof temporalConfig>;

const DEFAULT_ADDRESS = '127.0.0.1:7233';

/**
 * Where Temporal is and how to get in, read as the Temporal CLI does: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE`. The same for workers and clients.
 * Throws `TemporalConfigurationError`, without any certificate or key in its message.
 */
export function temporalConfig(environment: TemporalEnvironment) {
  const profile = told(() => loadClientConfigProfile({ overrideEnvVars: definedOf(environment) }));
  const { connectionOptions, namespace = 'default' } = told(() => optionsOf(profile));
  const { address = DEFAULT_ADDRESS } = connectionOptions;
  return { connectionOptions, namespace, address };
}

function optionsOf(profile: ClientConfigProfile) {
  const options = toClientOptions(profile);
  assertUsableTls(profile.tls, options.connectionOptions.tls);
  return options;
}

function told<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemporalConfigurationError) throw error;
    const message = messageOf(error);
    // Behind its first line the TOML parser quotes the file, which may hold keys. So no `cause` either.
    throw new TemporalConfigurationError(message.split('\n')[0] ?? '');
  }
}

function definedOf(environment: TemporalEnvironment): Record<string, string> {
  const defined = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(defined);
}
