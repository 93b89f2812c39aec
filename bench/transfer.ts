import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileStore } from '../src/store/file/file-store.ts';
import type { Bench, Case, Contestant, Setting } from './framework/bench.ts';
import { bindActivities, readyJob, transferFile } from './support/activities.ts';
import { type ExportFile, makeExportFile } from './support/export-file.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import { shellContestant } from './support/shell.ts';
import { timed } from './support/timed.ts';

const MB = 1_000_000;
/** What a process itself takes, roughly. */
const PROCESS = 200 * MB;
const SIZES = [
  { name: '225 MB', bytes: 225 * MB, rounds: 7 },
  { name: '1 GB', bytes: 1_000 * MB, rounds: 5 },
];
const SMOKE_SIZES = [{ name: '1 MB', bytes: MB, rounds: 1 }];

export const transfer: Bench = {
  name: 'transfer',
  title:
    'downloadFile, verifyFile and publishFile without Temporal: ranges, staged on disk, read back with SHA-256 and record count, made durable, published.',
  goal: 'at most 1.0 × the time of `curl -o f URL && sha256sum f`.',
  rounds: 7,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    if (nginx === undefined) return;
    for (const { name, bytes, rounds } of at.smoke ? SMOKE_SIZES : SIZES) {
      const file = await makeExportFile(join(at.folder, 'export.csv'), bytes);
      await using server = await startNginxMarketo({ nginx, folder: at.folder, file });
      yield { name, rounds, touches: bytes + PROCESS, ...(await contestants(at, server, file)) };
    }
  },
};

async function contestants(
  at: Setting,
  server: NginxMarketo,
  file: ExportFile,
): Promise<Omit<Case, 'name'>> {
  const line = (name: string, shell: string) => shellLine(at, server, file, name, shell);
  const curl = 'curl -sfo "$2/f" "$1"';
  const aria2 = await at.tool('aria2c');
  return {
    unit: 's',
    subject: ours(at, server),
    against: line('curl -o f URL && sha256sum f', `${curl} && sha256sum "$2/f"`),
    alongside: [
      line('curl -o f URL && sync f && sha256sum f', `${curl} && sync "$2/f" && sha256sum "$2/f"`),
      line('curl URL | tee f | sha256sum', 'curl -sf "$1" | tee "$2/f" | sha256sum'),
      ...(aria2 === undefined
        ? []
        : [
            line(
              'aria2c --checksum=sha-256=… URL',
              `aria2c -q --no-conf --file-allocation=none --checksum=sha-256=${file.sha256} -d "$2" -o f "$1" && echo ${file.sha256}`,
            ),
          ]),
    ],
    goal: { ratioAtMost: 1 },
  };
}

/** Each run has a store of its own: none finds what another has published. */
function ours(at: Setting, server: NginxMarketo): Contestant {
  return {
    name: 'marketo-activity-extract',
    run: async () => {
      const root = join(at.folder, 'store');
      await mkdir(root);
      try {
        await using bound = await bindActivities(createFileStore({ root }), server);
        const ready = await readyJob(bound);
        return await timed(() => transferFile(bound, ready));
      } finally {
        await rm(root, { recursive: true });
      }
    },
  };
}

function shellLine(
  at: Setting,
  { fileUrl }: NginxMarketo,
  { sha256 }: ExportFile,
  name: string,
  line: string,
): Contestant {
  const cleanUp = () => rm(join(at.folder, 'f'), { force: true });
  return shellContestant({ name, line, args: [fileUrl, at.folder], expect: sha256, cleanUp });
}
