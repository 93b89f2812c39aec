/** How a worker names itself to Temporal, which shows it beside every step that it took. */
import { hostname } from 'node:os';
import { productVersion } from '../product-version.ts';

const PRODUCT = 'marketo-activity-extract';

/** `4242@host-a marketo-activity-extract/0.1.0`: the SDK's own form, then what Temporal has no other place for. */
export function workerIdentity(): string {
  return `${process.pid}@${hostname()} ${PRODUCT}/${productVersion()}`;
}

/** Of an identity; undefined when the worker does not tell, or is none of ours. */
export function versionInIdentity(identity: string): string | undefined {
  return new RegExp(` ${PRODUCT}/(\\S+)$`).exec(identity)?.[1];
}
