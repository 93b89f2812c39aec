/**
 * Marketo's paths served by nginx: every job is done at once, and its file goes from the disk to the socket without a
 * detour, faster than any client takes it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/temporal-cli/free-port.ts';
import { spawnChild, stopChild } from './child.ts';
import type { ExportFile } from './export-file.ts';

export interface NginxMarketo extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly baseUrl: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** The file without credentials, for other clients: ranges too. */
  readonly fileUrl: string;
  /** Bytes of the file that went out, in all its answers so far. */
  readonly bytesSent: () => Promise<number>;
}

export interface NginxOptions {
  /** Path of the program. */
  readonly nginx: string;
  /** For its configuration, logs and temporary files. */
  readonly folder: string;
  readonly file: ExportFile;
  /** Of each connection; default as fast as it can. */
  readonly bytesPerSecond?: number;
}

const READY_MS = 10_000;

export async function startNginxMarketo(options: NginxOptions): Promise<NginxMarketo> {
  const port = await freePort();
  const configuration = join(options.folder, `nginx-${port}.conf`);
  const log = join(options.folder, `nginx-${port}-files.log`);
  await writeFile(configuration, configurationText(options, port, log));
  const child = spawnChild(options.nginx, ['-c', configuration, '-p', options.folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await listening(port, () => child.exitCode !== null);
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    baseUrl,
    credentials: { clientId: 'bench', clientSecret: 'bench-secret' },
    fileUrl: `${baseUrl}/file.csv`,
    bytesSent: async () => sumOf(await readFile(log, 'utf8')),
    [Symbol.asyncDispose]: () => stopChild(child),
  };
}

function sumOf(log: string): number {
  const lines = log.split('\n').filter((line) => line !== '');
  return lines.reduce((sum, line) => sum + Number(line), 0);
}

/** One process, which runs as whoever started it: the folder is readable to nobody else. */
function configurationText(
  { folder, file, bytesPerSecond }: NginxOptions,
  port: number,
  log: string,
) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/nginx-${port}-${kind};`,
  );
  const rate = bytesPerSecond === undefined ? '' : `limit_rate ${bytesPerSecond};`;
  return `
daemon off;
master_process off;
pid ${folder}/nginx-${port}.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
  ${temporary.join('\n  ')}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  keepalive_timeout 300s;
  log_format bytes '$body_bytes_sent';
  map $request_id $uuid {
    '~^(........)(....)(....)(....)(............)$' '$1-$2-$3-$4-$5';
  }
  server {
    listen 127.0.0.1:${port};
    default_type application/json;
    location = /identity/oauth/token {
      return 200 '{"access_token":"bench","token_type":"bearer","expires_in":3599,"scope":"bench"}';
    }
    location = /bulk/v1/activities/export/create.json {
      return 200 '${envelope('{"exportId":"$uuid","status":"Created","createdAt":"2026-11-20T12:00:00Z"}')}';
    }
    location ~ ^/bulk/v1/activities/export/(?<id>[^/]+)/enqueue.json$ {
      return 200 '${envelope('{"exportId":"$id","status":"Queued"}')}';
    }
    location ~ ^/bulk/v1/activities/export/(?<id>[^/]+)/status.json$ {
      return 200 '${envelope(completedJob(file))}';
    }
    location = /rest/v1/activities/types.json { return 200 '${envelope('')}'; }
    location ~ (file.json|/file.csv)$ {
      default_type text/csv;
      access_log ${log} bytes;
      ${rate}
      root /;
      rewrite ^ ${file.path} break;
    }
  }
}
`;
}

function envelope(result: string): string {
  return `{"requestId":"bench","result":[${result}],"success":true}`;
}

function completedJob({ bytes, sha256, records }: ExportFile): string {
  const at = '2026-11-20T12:00:00Z';
  return JSON.stringify({
    exportId: '$id',
    format: 'CSV',
    status: 'Completed',
    createdAt: at,
    queuedAt: at,
    startedAt: at,
    finishedAt: at,
    numberOfRecords: records,
    fileSize: bytes,
    fileChecksum: `sha256:${sha256}`,
  });
}

async function listening(port: number, hasEnded: () => boolean): Promise<void> {
  const until = performance.now() + READY_MS;
  while (!(await answers(port))) {
    if (hasEnded()) throw new Error('nginx ended at its start; its words stand above');
    if (performance.now() > until) throw new Error(`nginx does not listen after ${READY_MS} ms`);
    await sleep(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
