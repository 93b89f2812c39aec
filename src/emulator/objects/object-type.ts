import type { Permission } from '../identity/api-user.ts';
import type { JobRequest } from '../jobs/job.ts';

/** One of the four bulk extracts: where it is called, who may, and what a create body can ask of it. */
export interface ObjectType {
  /** Its six calls stand under `/export` of this; custom objects have `:apiName` in it. */
  readonly path: string;
  readonly permission: Permission;
  /** Reads a create body, or throws the MarketoError that refuses it. */
  readonly request: (body: unknown, apiName: string) => JobRequest;
}
