import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
const bridge = dirname(
  createRequire(import.meta.url).resolve('@temporalio/core-bridge/package.json'),
);

describe('Dockerfile', () => {
  it('is of glibc, builds the bundle, and runs Node itself as a user without rights, by number', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images).toEqual(['node:22-bookworm-slim', 'node:22-bookworm-slim']);
    expect(dockerfile).toContain('npm run build');
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^CMD \["node", "dist\/worker\.js"\]$/m);
  });

  it('asks the worker whether it lives where it is told to answer', () => {
    const [, port] = /EXTRACT_HEALTH_ADDRESS=127\.0\.0\.1:(\d+)$/m.exec(dockerfile) ?? [];
    expect(port).toBeDefined();
    expect(dockerfile).toMatch(
      new RegExp(`^HEALTHCHECK [^\n]+\n.*127\\.0\\.0\\.1:${port}/live`, 'm'),
    );
    const [, command = ''] = /^HEALTHCHECK [^\n]+\n\s*(\[.*\])$/m.exec(dockerfile) ?? [];
    const words = JSON.parse(command) as readonly string[];
    expect(
      words.filter((word) => word.includes(' ')),
      'older Podman cuts there',
    ).toEqual([]);
  });

  it.each([
    ['Dockerfile', dockerfile],
    ['docs/tracing.md', readFileSync(join(root, 'docs/tracing.md'), 'utf8')],
  ])('%s: npm installs in a folder of its own, for in / it refuses', (_, text) => {
    const stages = text.split(/^FROM /m).filter((stage) => /^RUN npm (ci|install)/m.test(stage));
    expect(stages.length).toBe(1);
    expect(stages[0]).toMatch(/^WORKDIR \/\w+\n(.*\n)*?RUN npm /m);
  });

  it('copies nothing that is kept from it, and no .env', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names = '']) => names.split(' '),
    );
    expect(sources.filter((name) => !ignored.includes(`!${name}`))).toEqual([]);
    expect(ignored).toContain('*');
    expect(ignored.some((line) => line.startsWith('!.env'))).toBe(false);
  });

  it('keeps of Temporal’s native libraries the one of its own platform', async () => {
    expect(dockerfile).toContain('&& node scripts/prune-bridges.mjs');
    const folder = await makeTemporaryFolder();
    try {
      const copy = join(folder.path, 'node_modules/@temporalio/core-bridge');
      mkdirSync(copy, { recursive: true });
      for (const name of ['package.json', 'common.js'])
        cpSync(join(bridge, name), join(copy, name));
      const platforms = readdirSync(join(bridge, 'releases'));
      for (const platform of platforms) {
        mkdirSync(join(copy, 'releases', platform), { recursive: true });
        writeFileSync(join(copy, 'releases', platform, 'index.node'), '');
      }
      execFileSync(process.execPath, [join(root, 'scripts/prune-bridges.mjs')], {
        cwd: folder.path,
      });
      const { arch, platform } = process;
      const left = readdirSync(join(copy, 'releases'));
      expect(platforms.length).toBeGreaterThan(1);
      expect(left).toHaveLength(1);
      expect(left[0]).toContain(arch === 'x64' ? 'x86_64' : 'aarch64');
      expect(left[0]).toContain(platform === 'win32' ? 'windows' : platform);
    } finally {
      await folder.remove();
    }
  });
});
