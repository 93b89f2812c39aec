/** A workflow of another team: it has a child extract activities, and goes on with the files. */
import {
  executeExtract,
  readExtractFailure,
  type ExtractRequest,
  type ExtractResult,
  type WindowFailure,
} from 'marketo-activity-extract/messages';

/** What the next step of the workflow, which loads files, has to know. */
export interface Batch {
  readonly manifests: readonly string[];
  readonly records: number;
  /** Windows that failed: the next run of the same request exports only these. */
  readonly missing: readonly Pick<WindowFailure, 'startAt' | 'endAt' | 'type'>[];
}

export async function collectActivities(request: ExtractRequest): Promise<Batch> {
  try {
    return batchOf(
      await executeExtract(request, { staticSummary: 'activities for the warehouse' }),
    );
  } catch (error) {
    // Windows that are published are whole: they are worth loading also when others failed.
    const failed = readExtractFailure(error)?.result;
    if (failed === undefined || failed.windows.length === 0) throw error;
    const missing = failed.failed.map(({ startAt, endAt, type }) => ({ startAt, endAt, type }));
    return { ...batchOf(failed), missing };
  }
}

function batchOf({ windows, records }: ExtractResult): Batch {
  return { manifests: windows.map(({ manifestUri }) => manifestUri), records, missing: [] };
}
