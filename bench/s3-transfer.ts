import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3Store } from '../src/store/s3/s3-store.ts';
import { S3_KEYS, type S3Server, startS3Server, whyNoS3Server } from '../test/support/s3-server.ts';
import type { Bench, Case, Contestant, Setting } from './framework/bench.ts';
import { bindActivities, readyJob, transferFile } from './support/activities.ts';
import { type ExportFile, makeExportFile } from './support/export-file.ts';
import { type NginxMarketo, startNginxMarketo } from './support/nginx-marketo.ts';
import { shellContestant } from './support/shell.ts';
import { timed } from './support/timed.ts';

const MB = 1_000_000;

export const s3Transfer: Bench = {
  name: 's3-transfer',
  title:
    'The three activities into a bucket of a real S3 server on this machine: uploaded by parts, read back with SHA-256 and record count, copied to its name meanwhile.',
  goal: 'at most 1.2 × what `rclone` takes to copy the same file from the disk to the same server, without reading it back.',
  rounds: 5,
  async *cases(at) {
    const nginx = await at.tool('nginx');
    const missing = whyNoS3Server('versitygw');
    if (missing !== undefined) at.skip(missing);
    if (nginx === undefined || missing !== undefined) return;
    const size = at.smoke ? { name: '1 MB', bytes: MB } : { name: '225 MB', bytes: 225 * MB };
    const file = await makeExportFile(join(at.folder, 'export.csv'), size.bytes);
    await using marketo = await startNginxMarketo({ nginx, folder: at.folder, file });
    await using server = await startS3Server();
    // Staged and published by the server, in parts and whole.
    const touches = 3 * size.bytes;
    yield { name: size.name, touches, ...(await contestants(at, marketo, server, file)) };
  },
};

async function contestants(
  at: Setting,
  marketo: NginxMarketo,
  server: S3Server,
  file: ExportFile,
): Promise<Omit<Case, 'name'>> {
  const rclone = (await at.tool('rclone')) === undefined ? [] : rcloneLines(server, marketo, file);
  // It takes a second to start, and is not what is judged.
  const aws = at.smoke || (await at.tool('aws')) === undefined ? [] : awsLines(server, file);
  const [against, ...alongside] = [...rclone, ...aws];
  const subject = ours(marketo, server);
  if (against === undefined) return { unit: 's', subject };
  return { unit: 's', subject, against, alongside, goal: { ratioAtMost: 1.2 } };
}

let buckets = 0;

/** Each run has a bucket of its own: no ledger knows the window, no name is taken, and none finds the disk fuller. */
async function inNewBucket<T>(server: S3Server, run: (bucket: string) => Promise<T>): Promise<T> {
  const name = `bench-${(buckets += 1)}`;
  await server.makeBucket(name);
  try {
    return await run(name);
  } finally {
    await rm(join(server.folder, name), { recursive: true });
  }
}

function ours(marketo: NginxMarketo, server: S3Server): Contestant {
  return {
    name: 'marketo-activity-extract',
    run: () =>
      inNewBucket(server, async (bucket) => {
        const place = { kind: 's3', bucket, prefix: '' } as const;
        const { endpoint, env: awsVariables } = server;
        await using bound = await bindActivities(
          createS3Store(place, { endpoint, awsVariables }),
          marketo,
        );
        const ready = await readyJob(bound);
        return await timed(() => transferFile(bound, ready));
      }),
  };
}

/**
 * By itself rclone asks before each part whether it may send it (`Expect: 100-Continue`), and waits a second for the
 * answer, which versitygw gives only to `100-continue`. So it waited most of its time. Larger parts than its 5 MiB help it too.
 */
const RCLONE_AT_ITS_BEST = {
  RCLONE_EXPECT_CONTINUE_TIMEOUT: '0',
  RCLONE_S3_CHUNK_SIZE: '16Mi',
  RCLONE_S3_UPLOAD_CONCURRENCY: '4',
  RCLONE_S3_NO_CHECK_BUCKET: 'true',
};

function rcloneLines(
  server: S3Server,
  { fileUrl }: NginxMarketo,
  { path }: ExportFile,
): Contestant[] {
  const env = {
    RCLONE_CONFIG: '/dev/null',
    RCLONE_S3_PROVIDER: 'Other',
    RCLONE_S3_ENDPOINT: server.endpoint,
    RCLONE_S3_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
    RCLONE_S3_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
    ...RCLONE_AT_ITS_BEST,
  };
  const line = (name: string, shell: string, source: string) =>
    copier(server, env, name, shell, source);
  return [
    line('rclone copyto f :s3:bucket/f', 'rclone copyto "$1" ":s3:$BUCKET/f"', path),
    line('rclone copyurl URL :s3:bucket/f', 'rclone copyurl "$1" ":s3:$BUCKET/f"', fileUrl),
    line(
      'rclone copyto, then rclone cat | sha256sum',
      'rclone copyto "$1" ":s3:$BUCKET/f" && rclone cat ":s3:$BUCKET/f" | sha256sum',
      path,
    ),
    line(
      'the same, then rclone moveto :s3:bucket/g',
      'rclone copyto "$1" ":s3:$BUCKET/f" && rclone cat ":s3:$BUCKET/f" | sha256sum && rclone moveto ":s3:$BUCKET/f" ":s3:$BUCKET/g"',
      path,
    ),
  ];
}

function awsLines(server: S3Server, { path }: ExportFile): Contestant[] {
  const env = { ...server.env, AWS_ENDPOINT_URL: server.endpoint };
  const send = 'aws s3 cp --only-show-errors "$1" "s3://$BUCKET/f"';
  const readBack = 'aws s3 cp --only-show-errors "s3://$BUCKET/f" - | sha256sum';
  return [
    copier(server, env, 'aws s3 cp f s3://bucket/f', send, path),
    copier(
      server,
      env,
      'aws s3 cp, then aws s3 cp s3://bucket/f - | sha256sum',
      `${send} && ${readBack}`,
      path,
    ),
  ];
}

function copier(
  server: S3Server,
  env: Readonly<Record<string, string>>,
  name: string,
  line: string,
  source: string,
): Contestant {
  return {
    name,
    run: (signal) =>
      inNewBucket(server, async (bucket) => {
        const all = { ...env, BUCKET: bucket };
        return shellContestant({ name, line, args: [source], env: all }).run(signal);
      }),
  };
}
