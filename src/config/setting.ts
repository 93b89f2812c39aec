/** One environment variable, told so that readers, messages and documentation can go by it. */
import type { Reader } from './reading.ts';

export interface Setting<T> {
  readonly variable: string;
  readonly description: string;
  readonly unit: string;
  readonly example: string;
  /** As one would write it. Absent: there is none. */
  readonly default?: string;
  /** In words, where the default depends on something else. */
  readonly defaultInWords?: string;
  readonly secret?: true;
  readonly read: Reader<T>;
}
