import type { ExportJob } from '../../marketo/types.ts';

/** In our spelling; a word that no document knows as Marketo sent it. */
export function statusOf({ state, stateText }: Pick<ExportJob, 'state' | 'stateText'>): string {
  return state === 'Unknown' ? stateText : state;
}

/** A job in `--output json`: Marketo's own names, spellings and dates evened out; what Marketo left out is absent. */
export function jobObject({ state, stateText, sha256, ...job }: ExportJob) {
  return {
    ...job,
    status: statusOf({ state, stateText }),
    ...(sha256 === undefined ? {} : { fileChecksum: `sha256:${sha256}` }),
  };
}
