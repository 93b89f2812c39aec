import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileStore } from '../src/store/file/file-store.ts';
import type { Bench, Contestant } from './framework/bench.ts';
import { bindActivities, download, readyJob, verifyStaged } from './support/activities.ts';
import { makeExportFile } from './support/export-file.ts';
import { startNginxMarketo } from './support/nginx-marketo.ts';
import { shellContestant } from './support/shell.ts';
import { timed } from './support/timed.ts';

const MB = 1_000_000;

export const verify: Bench = {
  name: 'verify',
  title: 'verifyFile over a staged file: SHA-256 and record count of the bytes on disk.',
  goal: 'close to the slower of `sha256sum` and `wc -l`, not their sum: at most 1.1 ×.',
  rounds: 7,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    if (nginx === undefined) return;
    const bytes = at.smoke ? MB : 225 * MB;
    const file = await makeExportFile(join(at.folder, 'export.csv'), bytes);
    await using server = await startNginxMarketo({ nginx, folder: at.folder, file });
    const root = join(at.folder, 'store');
    await mkdir(root);
    await using bound = await bindActivities(createFileStore({ root }), server);
    const ready = await readyJob(bound);
    const staged = await download(bound, ready);
    const args = [join(root, staged.name)];
    const line = (name: string, shell: string): Contestant =>
      shellContestant({ name, line: shell, args });
    yield {
      name: at.smoke ? '1 MB' : '225 MB',
      unit: 's',
      subject: {
        name: 'marketo-activity-extract',
        run: () => timed(() => verifyStaged(bound, ready, staged)),
      },
      against: line('sha256sum', 'sha256sum "$1"'),
      alongside: [
        line('wc -l', 'wc -l "$1"'),
        line('openssl dgst -sha256', 'openssl dgst -sha256 "$1"'),
      ],
      goal: { ratioAtMost: 1.1 },
    };
  },
};
