/** How a bucket is reached and what its objects are given, apart from where it is. */

export interface S3Options {
  /** URL of a compatible store. Default: AWS, or what AWS's own variables and files say. */
  readonly endpoint?: string | undefined;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. Default: where an endpoint is given. */
  readonly pathStyle?: boolean | undefined;
  /** Id, alias or ARN of the KMS key by which all objects are encrypted. Default: as the bucket does. */
  readonly kmsKeyId?: string | undefined;
  /** Tags of all objects. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Variables that AWS's SDK shall find in the process's environment, which is all that it looks at. */
  readonly awsVariables?: Readonly<Record<string, string>> | undefined;
  readonly limits?: Partial<S3Limits> | undefined;
}

export interface S3Limits {
  /** Bytes of a part of an upload, ≥ 5 MiB, whole MiB. */
  readonly partBytes: number;
  /** Parts of one file that are on their way at once. A transfer holds one more in memory. */
  readonly partsAtOnce: number;
  /** Larger files are copied by parts of this size. AWS copies at most 5 GiB in one call. */
  readonly copyBytes: number;
  /** How often a call is made before it has failed. */
  readonly attempts: number;
  /** A call is given up when nothing has moved on its connection for so long. */
  readonly idleMs: number;
}

export const MIB = 1024 * 1024;

export const USUAL_LIMITS: S3Limits = {
  partBytes: 8 * MIB,
  // One at a time, a server hashes while the line is idle, and the other way round; a third brought little.
  partsAtOnce: 2,
  // Far below the 5 GiB: parts are copied side by side, and no call lasts for minutes without an answer.
  copyBytes: 64 * MIB,
  // With the SDK's back-off some seconds: short troubles are no failed step, long ones are a visible wait.
  attempts: 5,
  // A store may be silent while it puts the parts of a large upload together.
  idleMs: 120_000,
};
