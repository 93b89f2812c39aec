/** Variables that tell how Marketo is reached and how gently. */
import { byteCount } from './bytes.ts';
import { durationMs } from './duration.ts';
import { anyText, flag, wholeNumber } from './readers.ts';
import type { Setting } from './setting.ts';

const HOUR = 3_600_000;
const GIB = 1024 ** 3;

export const MARKETO_SETTINGS = {
  instancesFile: {
    variable: 'MARKETO_INSTANCES_FILE',
    description:
      'JSON file with further Marketo instances by name, see docs/instances.md; the variables below are then for the instance `default`, and may be left out',
    unit: 'path',
    example: '/etc/marketo-extract/instances.json',
    read: anyText,
  },
  baseUrl: {
    variable: 'MARKETO_BASE_URL',
    description:
      'The Marketo instance: its URL, the "Endpoint" that Admin > Web Services shows, or the Munchkin id',
    unit: 'URL or id',
    example: 'https://123-ABC-456.mktorest.com',
    read: anyText,
  },
  allowHttp: {
    variable: 'MARKETO_ALLOW_HTTP',
    description:
      'Allow plain http to hosts other than this one; the secret then travels unencrypted',
    unit: 'true or false',
    default: 'false',
    example: 'true',
    read: flag,
  },
  clientId: {
    variable: 'MARKETO_CLIENT_ID',
    description: 'Client id of the API-only user (Admin > LaunchPoint > View Details)',
    unit: 'text',
    example: '00000000-0000-0000-0000-000000000000',
    read: anyText,
  },
  clientSecret: {
    variable: 'MARKETO_CLIENT_SECRET',
    description: 'Its secret; this or `MARKETO_CLIENT_SECRET_FILE`',
    unit: 'text',
    example: '…',
    secret: true,
    read: anyText,
  },
  clientSecretFile: {
    variable: 'MARKETO_CLIENT_SECRET_FILE',
    description:
      'File that holds the secret alone; read anew for each token, so a rotated secret is taken up',
    unit: 'path',
    example: '/run/secrets/marketo',
    read: anyText,
  },
  callsPer20s: {
    variable: 'MARKETO_CALLS_PER_20_SECONDS',
    description:
      'Calls that one worker begins in any 20 seconds; Marketo allows 100 to all programs together',
    unit: 'calls',
    default: '50',
    example: '25',
    read: wholeNumber({ min: 1, max: 100 }),
  },
  concurrentCalls: {
    variable: 'MARKETO_CONCURRENT_CALLS',
    description:
      'Calls under way at once in one worker; Marketo allows 10 to all programs together',
    unit: 'calls',
    default: '5',
    example: '3',
    read: wholeNumber({ min: 1, max: 10 }),
  },
  idleTimeoutMs: {
    variable: 'MARKETO_IDLE_TIMEOUT',
    description:
      'Longest silence of Marketo within an answer before the call is given up and tried again',
    unit: 'duration',
    default: '60s',
    example: '30s',
    read: durationMs({ min: 10, max: HOUR }),
  },
  leastBytesPerSecond: {
    variable: 'MARKETO_LEAST_THROUGHPUT',
    description: 'A download slower than this is broken off and resumed',
    unit: 'bytes per second',
    default: '1KiB',
    example: '64KiB',
    read: byteCount({ min: 1, max: GIB }),
  },
} satisfies Record<string, Setting<unknown>>;
