// Puts into .cache/node the later versions of Node that the package is for: npm has Node's binaries, one package for each platform.
// What is there already is left as it is. Exit code 1 when one of them cannot be had.
import { join } from 'node:path';
import { provide, run } from './provide.mjs';

/** With long-term support. The oldest is what CI itself runs. */
const VERSIONS = ['22.23.3', '24.21.0'];

for (const version of VERSIONS) provide('node', `node-${version}`, (to) => unpack(version, to));

function unpack(version, folder) {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${arch}`;
  run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]);
  const tarball = join(folder, `${name}-${version}.tgz`);
  run('tar', ['-xzf', tarball, '-C', folder, 'package/bin/node']);
  return join(folder, 'package/bin/node');
}
