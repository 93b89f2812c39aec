/** One way to an executable that was tried in vain. */
export interface TriedWay {
  readonly way: string;
  readonly reason: string;
}

export interface NotFoundDetails {
  readonly executable: string;
  readonly pathVariable: string;
  readonly tried: readonly TriedWay[];
  /** Set when nobody publishes a build for this platform: a reason to skip what needs it, not a fault. */
  readonly noBuildFor?: string | undefined;
}

/** No way led to the executable. The message lists every one with its reason, and what to do. */
export class ExecutableNotFoundError extends Error {
  override readonly name = 'ExecutableNotFoundError';
  readonly details: NotFoundDetails;

  constructor(details: NotFoundDetails) {
    const { executable, pathVariable, tried } = details;
    super(
      [
        `The executable "${executable}" could not be found or fetched. Tried, in this order:`,
        ...tried.map(({ way, reason }) => `  - ${way}: ${reason}`),
        `Install it so that it is on PATH (see https://docs.temporal.io/cli), or set ${pathVariable} to its path.`,
      ].join('\n'),
    );
    this.details = details;
  }
}

/** The dev server did not come up, or not in time. */
export class DevServerError extends Error {
  override readonly name = 'DevServerError';
}
