/** docker-compose.yml as it stands, each service by its own command: containers without images, made by the kernel alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildProgram } from '../support/built-program.ts';
import { ComposeStack } from '../support/containers/compose-stack.ts';
import { whyNoContainers } from '../support/containers/container.ts';
import { imagesOf } from '../support/containers/images.ts';
import { inOrder } from '../support/containers/service.ts';
import { composeConfig, whyNoDeployChecks } from '../support/deploy-checks.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { nodeExecutable, OTHER_NODES, whyNoOtherNodes } from '../support/other-nodes.ts';
import { publishedWindows } from '../support/published.ts';
import { S3_EXECUTABLES, whyNoS3Server } from '../support/s3-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const missing =
  whyNoDeployChecks() ?? whyNoS3Server('versitygw') ?? whyNoOtherNodes() ?? whyNoContainers();
if (missing !== undefined) console.warn(`docker-compose.yml is not brought up: ${missing}`);

const ONCE = ['bucket', 'search-attributes'];
const SERVING = ['emulator', 's3', 'temporal', 'worker'];
/** The commands of docs/containers.md that begin so, without that. */
const shown = (beginning: string) =>
  fencedBlocks(readFileSync(join(root, 'docs/containers.md'), 'utf8'))
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith(beginning))
    .map((line) => line.slice(beginning.length).trim().split(' '));

describe.skipIf(missing !== undefined)('docker compose up', () => {
  let folder: TemporaryFolder;
  let stack: ComposeStack;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    const dist = join(folder.path, 'dist');
    await buildProgram(dist);
    // A look at a job each second, not each minute. It reaches the worker as a setting of the user's own does.
    writeFileSync(join(folder.path, '.env'), 'EXTRACT_POLL_INTERVAL=1s\n');
    const model = composeConfig(['docker-compose.yml'], {}, folder.path);
    const temporal = inject('temporalExecutable');
    const { versitygw } = S3_EXECUTABLES;
    const images = imagesOf({
      root,
      dist,
      node: nodeExecutable(OTHER_NODES[0]),
      temporal,
      versitygw,
    });
    stack = await ComposeStack.open(model, images, folder.path);
    await stack.up();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    await folder.remove();
  });

  it('every service was started by its own command, and what is set up once has ended well', async () => {
    expect([...inOrder(stack.model)].sort()).toEqual([...ONCE, ...SERVING].sort());
    for (const name of ONCE) {
      expect(await stack.container(name).process.exited, name).toEqual({ code: 0, signal: null });
    }
  });

  it.each(SERVING)('%s is well by its own health check', (name) => stack.untilHealthy(name));

  it('each port that is published is one that its service listens on for others', async () => {
    const inside = stack.container('worker');
    for (const [name, { ports = [] }] of Object.entries(stack.model.services)) {
      for (const { target } of ports) {
        const program = `require('net').connect(${target}, '${name}').on('connect', () => process.exit(0))`;
        const { code } = await inside.exec(['node', '-e', program]).exited;
        expect.soft(code, `${name}:${target}`).toBe(0);
      }
    }
  });

  it('the first extraction of docs/containers.md ends with a whole file in the bucket', async () => {
    const [first = [], ...others] = shown('$ docker compose run --rm cli ');
    expect(others).toEqual([]);
    const { code, stdout, stderr } = await stack.run('cli', first);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Completed: 1 window');
    const bucket = join(stack.volume('s3'), 'exports');
    const [window, ...rest] = await publishedWindows(bucket);
    expect(rest).toEqual([]);
    const listed = await stack.run('cli', ['files', '--dataset', 'first']);
    expect(listed.stdout).toContain(window?.file);
  });

  it('the worker runs as user 1000 without any capability, and can write nowhere', async () => {
    const { exec } = stack.container('worker');
    const status = exec(['cat', '/proc/1/status']);
    await status.exited;
    expect(status.stdout()).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m);
    expect(status.stdout()).toMatch(/^Gid:\s+1000\s+1000\s+1000\s+1000$/m);
    for (const kind of ['Prm', 'Eff', 'Bnd']) {
      expect(status.stdout()).toMatch(new RegExp(`^Cap${kind}:\\s+0+$`, 'm'));
    }
    for (const path of ['/tmp', '/app', '/home/node']) {
      const touch = exec(['touch', `${path}/file`]);
      expect(await touch.exited, path).toMatchObject({ code: 1 });
      expect(touch.stderr()).toContain('Read-only file system');
    }
  });

  it.each([...SERVING].reverse())(
    '%s ends by itself on SIGTERM, within its grace',
    async (name) => {
      expect(await stack.stop(name)).toEqual({ code: 0, signal: null });
    },
  );
});
