/** A network of its own for containers: a bridge that nothing outside reaches. */
import { spawnUnshared } from './container.ts';

export interface ContainerNetwork extends AsyncDisposable {
  readonly pid: number;
  addressOf(index: number): string;
}

const MAKE = [
  'ip link add bridge type bridge',
  'ip address add 10.231.0.1/24 dev bridge',
  'ip link set bridge up',
  'echo made',
  'exec sleep infinity',
];

export async function openNetwork(): Promise<ContainerNetwork> {
  const holder = spawnUnshared(['sh', '-c', MAKE.join(' && ')]);
  await holder.waitForLine((line) => line === 'made', 10_000);
  return {
    pid: holder.pid,
    addressOf: (index) => `10.231.0.${index + 2}`,
    [Symbol.asyncDispose]: async () => {
      await holder.kill('SIGKILL');
    },
  };
}
