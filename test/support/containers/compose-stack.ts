/** `docker compose up`, `run` and `down` without images: each service by its own command, in its own container. */
import { chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { ComposeModel, ComposeService } from '../deploy-checks.ts';
import { eventually } from '../eventually.ts';
import { exitWithin, type CliRun } from '../spawn-cli.ts';
import type { Exit, SpawnedProcess } from '../spawn-entry.ts';
import { type Container, startContainer } from './container.ts';
import type { Image } from './images.ts';
import { type ContainerNetwork, openNetwork } from './network.ts';
import * as services from './service.ts';

const READY_MS = 60_000;

export class ComposeStack implements AsyncDisposable {
  readonly #containers = new Map<string, Container>();
  readonly #addresses: Readonly<Record<string, string>>;

  readonly #images: Readonly<Record<string, Image>>;
  readonly #folder: string;
  readonly #network: ContainerNetwork;
  readonly model: ComposeModel;

  private constructor(
    model: ComposeModel,
    images: Readonly<Record<string, Image>>,
    folder: string,
    network: ContainerNetwork,
  ) {
    const names = Object.keys(model.services);
    this.model = model;
    this.#images = images;
    this.#folder = folder;
    this.#network = network;
    this.#addresses = Object.fromEntries(names.map((name, at) => [name, network.addressOf(at)]));
  }

  /** `folder` takes volumes and roots. */
  static async open(
    model: ComposeModel,
    images: Readonly<Record<string, Image>>,
    folder: string,
  ): Promise<ComposeStack> {
    return new ComposeStack(model, images, folder, await openNetwork());
  }

  /** Starts what is not behind a profile, each when what it depends on has ended or is well, as it asks. */
  async up(): Promise<void> {
    for (const name of services.inOrder(this.model)) {
      for (const [needed, { condition }] of Object.entries(this.#service(name).depends_on ?? {})) {
        if (condition === 'service_healthy') await this.untilHealthy(needed);
        if (condition === 'service_completed_successfully') await this.#untilDone(needed);
      }
      this.#containers.set(name, this.#start(name));
    }
  }

  /** A started service. */
  container(name: string): Container {
    const found = this.#containers.get(name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }

  /** A container of its own with these arguments, as of `docker compose run`. */
  run(name: string, args: readonly string[]): Promise<CliRun> {
    return toItsEnd(this.#start(name, args).process, 120_000);
  }

  /** Runs the health check's own command until it is content. */
  async untilHealthy(name: string): Promise<void> {
    const service = this.#service(name);
    const command = services.healthCommandOf(service, services.imageOf(this.#images, service));
    if (command === undefined) throw new Error(`${name} has no health check`);
    const container = this.container(name);
    let last: CliRun | undefined;
    const ended = container.process.exited.then(({ code }) => {
      throw new Error(`It ended with ${code}`);
    });
    const isWell = async () => {
      last = await toItsEnd(container.exec(command), 10_000);
      return last.code === 0 ? true : undefined;
    };
    const well = eventually(`${name} is well`, isWell, READY_MS);
    await Promise.race([ended, well]).catch((cause: unknown) => {
      const { process } = container;
      const told = [last?.stdout, last?.stderr, process.stdout(), process.stderr()].join('\n');
      throw new Error(`${name} is not well:\n${told.slice(-4_000)}`, { cause });
    });
  }

  /** Where a volume keeps its files. */
  volume(name: string): string {
    return join(this.#folder, `volume-${name}`);
  }

  /** SIGTERM, and SIGKILL after the service's own grace. */
  async stop(name: string): Promise<Exit> {
    const { process, signal } = this.container(name);
    signal('SIGTERM');
    return exitWithin(process, services.graceMsOf(this.#service(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#containers.values()].map(({ process }) => process.kill('SIGKILL')));
    await this.#network[Symbol.asyncDispose]();
  }

  async #untilDone(name: string): Promise<void> {
    const { code, stdout, stderr } = await toItsEnd(this.container(name).process, READY_MS);
    if (code !== 0) throw new Error(`${name} ended with ${code}:\n${stdout}\n${stderr}`);
  }

  #service(name: string): ComposeService {
    return services.serviceOf(this.model, name);
  }

  #start(name: string, args?: readonly string[]): Container {
    const service = this.#service(name);
    const image = services.imageOf(this.#images, service);
    const network = { pid: this.#network.pid, address: this.#addresses[name] ?? '' };
    return startContainer({
      ...image,
      name,
      root: mkdtempSync(join(this.#folder, 'root-')),
      command: services.commandOf(service, image, args),
      environment: { ...image.environment, ...service.environment },
      mounts: [
        ...image.mounts,
        ...services.mountsOf(service, (volume) => this.#madeVolume(volume, image)),
      ],
      readOnly: service.read_only ?? false,
      withoutRights: service.cap_drop?.includes('ALL') ?? false,
      hosts: this.#addresses,
      ...(service.network_mode === 'none' ? {} : { network }),
    });
  }

  /** A new volume takes over the owner of the folder of the image that it is mounted on. */
  #madeVolume(name: string, { user }: Image): string {
    const folder = this.volume(name);
    if (mkdirSync(folder, { recursive: true }) !== undefined) {
      const [uid = 0, gid = 0] = user.split(':').map(Number);
      chownSync(folder, uid, gid);
    }
    return folder;
  }
}

async function toItsEnd(spawned: SpawnedProcess, timeoutMs: number): Promise<CliRun> {
  const { code } = await exitWithin(spawned, timeoutMs);
  return { code, stdout: spawned.stdout(), stderr: spawned.stderr() };
}
