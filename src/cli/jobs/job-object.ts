import type { ExportJob } from '../../marketo/types.ts';

/** A job in `--output json`: Marketo's own names, spellings and dates evened out; what Marketo left out is absent. */
export function jobObject({ state, stateText, sha256, ...job }: ExportJob) {
  return {
    ...job,
    status: state === 'Unknown' ? stateText : state,
    ...(sha256 === undefined ? {} : { fileChecksum: `sha256:${sha256}` }),
  };
}
