/** Every environment variable of this program, told once: readers, defaults and docs/configuration.md go by it. */
import { DEFAULT_TASK_QUEUE } from '../interface/names.ts';
import { EXTRACT_SETTINGS } from './extract-settings.ts';
import { MARKETO_SETTINGS } from './marketo-settings.ts';
import { anyText, plainName } from './readers.ts';
import type { Setting } from './setting.ts';

/** What a program that only starts and watches runs goes by. */
export const CLIENT_SETTINGS = {
  taskQueue: {
    variable: 'EXTRACT_TASK_QUEUE',
    description: 'Temporal task queue that workers listen on and requests are sent to',
    unit: 'name',
    default: DEFAULT_TASK_QUEUE,
    example: 'marketo-sandbox',
    read: plainName,
  },
  payloadCodec: {
    variable: 'EXTRACT_PAYLOAD_CODEC',
    description:
      'Module whose export `payloadCodec` encodes what goes to Temporal, to encrypt it for instance; the same for workers and whoever starts and reads runs',
    unit: 'path or package',
    defaultInWords: 'none',
    example: './codec.mjs',
    read: anyText,
  },
} satisfies Record<string, Setting<unknown>>;

/** What a worker goes by. */
export const WORKER_SETTINGS = { ...CLIENT_SETTINGS, ...MARKETO_SETTINGS, ...EXTRACT_SETTINGS };

/** In the order of the documentation. */
export const ALL_SETTINGS: readonly Setting<unknown>[] = Object.values(WORKER_SETTINGS);
