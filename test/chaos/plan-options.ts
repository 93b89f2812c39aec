/** What a chaos run is told. */
import type { StorageKind } from './storage/kinds.ts';

export interface PlanOptions {
  readonly seed: number;
  /** Days to export; each becomes one window or more. */
  readonly windows: number;
  /** How long there is trouble; healing comes after it. */
  readonly minutes: number;
  readonly workers: number;
  readonly store: StorageKind;
}
