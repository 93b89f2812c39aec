// Takes the pictures of docs/images anew: `npm run screenshots`, with Chromium and pngquant installed.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '../src/emulator/index.ts';
import { DEFAULT_TASK_QUEUE } from '../src/interface/names.ts';
import { startDevServer } from '../src/temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../src/temporal-cli/find-executable.ts';
import { takePictures } from '../test/browser/pictures.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { findBrowser } from '../test/support/find-browser.ts';
import { startInProcessWorker } from '../test/support/in-process-worker.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** What the pictures show in the place of a temporary folder of this machine. */
const SHOWN_DESTINATION = 'file:///srv/marketo';

const stops: (() => Promise<unknown>)[] = [];
try {
  await screenshots();
} finally {
  for (const stop of stops.reverse()) await stop();
}

async function screenshots(): Promise<void> {
  const found = await findBrowser();
  if (!found.available) throw new Error(found.reason);
  const folder = await mkdtemp(join(tmpdir(), 'screenshots-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const { path: executable } = await findTemporalExecutable({ log: console.error });
  const server = await startDevServer({ executable, ui: true });
  stops.push(() => server.stop());
  const emulator = await startEmulator({
    queueSeconds: 0,
    processingSeconds: 0,
    statusLagSeconds: 0,
  });
  stops.push(() => emulator.close());
  const worker = await startInProcessWorker({
    address: server.address,
    env: {
      MARKETO_BASE_URL: emulator.url,
      MARKETO_CLIENT_ID: emulator.clientId,
      MARKETO_CLIENT_SECRET: emulator.clientSecret,
      EXTRACT_DESTINATION: `file:${folder}`,
      EXTRACT_TASK_QUEUE: DEFAULT_TASK_QUEUE,
      EXTRACT_POLL_INTERVAL: '1s',
      EXTRACT_DOUBT_TIME: '0s',
    },
    change: (dependencies) => ({
      ...dependencies,
      store: { ...dependencies.store, uriOf: (key) => `${SHOWN_DESTINATION}/${key}` },
    }),
  });
  stops.push(() => worker.stop());
  const browser = await launchBrowser(found.path);
  stops.push(() => browser.close());
  await mkdir(IMAGES, { recursive: true });
  const files = await takePictures({
    browser,
    emulator,
    baseUrl: server.uiUrl ?? '',
    folder: IMAGES,
  });
  makeSmall(files);
}

/** To a palette of 128 colours, a third of the bytes. */
function makeSmall(files: readonly string[]): void {
  const flags = ['--force', '--ext', '.png', '--strip', '128', '--'];
  const { status, error } = spawnSync('pngquant', [...flags, ...files], { stdio: 'inherit' });
  if (error !== undefined || status !== 0) {
    throw new Error('The pictures are there, but large: install pngquant and try again.');
  }
}
