/**
 * A `psql` for commands of a shell, in front of PGlite, which is Postgres as WebAssembly. It does what the page uses of psql:
 * `-c`, `-f`, `-v`, `:'name'` and `\copy … FROM pstdin`. All SQL is run by Postgres.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { PGlite } from '@electric-sql/pglite';

/** Hands its arguments and stdin over in files: a process of Node would take many times as long to start. */
const CLIENT = `#!/usr/bin/env bash
set -e
call=$(mktemp -d "$PSQL_CALLS/XXXXXX")
printf '%s\\0' "$PWD" "$@" > "$call/args"
case " $* " in *' -f '*) cat > "$call/stdin" ;; esac
exec 3<>"/dev/tcp/127.0.0.1/$PSQL_PORT"
echo "$call" >&3
read -r code <&3
cat <&3
exit "$code"
`;

/** What a failed script of psql exits with under ON_ERROR_STOP. */
const SCRIPT_FAILED = 3;

/** Serves `psql` from a folder that is to be first in the PATH. */
export class Psql {
  readonly #database: PGlite;
  readonly #server: Server;

  private constructor(database: PGlite) {
    this.#database = database;
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  static async serve(database: PGlite): Promise<Psql> {
    const psql = new Psql(database);
    await new Promise<void>((resolve) => psql.#server.listen(0, '127.0.0.1', resolve));
    return psql;
  }

  /** Puts the command into this folder; answers the environment in which it is found. */
  async install(folder: string): Promise<NodeJS.ProcessEnv> {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'psql'), CLIENT);
    await chmod(join(bin, 'psql'), 0o755);
    const { port } = this.#server.address() as AddressInfo;
    const path = `${bin}:${process.env['PATH'] ?? ''}`;
    return { PATH: path, PSQL_PORT: String(port), PSQL_CALLS: bin };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(socket: Socket): Promise<void> {
    for await (const call of createInterface(socket)) {
      try {
        socket.end(`0\n${await this.#answer(call)}`);
      } catch (error) {
        // The end of its connection is what rolls back for psql.
        await this.#database.exec('ROLLBACK');
        socket.end(`${SCRIPT_FAILED}\n${error instanceof Error ? error.message : String(error)}`);
      }
      return;
    }
  }

  async #answer(call: string): Promise<string> {
    const [cwd = '', ...args] = (await readFile(join(call, 'args'), 'utf8')).split('\0');
    const after = (flag: RegExp) => args[args.findIndex((arg) => flag.test(arg)) + 1] ?? '';
    if (args.includes('-f')) {
      const script = await readFile(join(cwd, after(/^-f$/)), 'utf8');
      await this.#script(script, variables(args), await readFile(join(call, 'stdin')));
      return '';
    }
    const { rows } = await this.#database.query<unknown[]>(after(/^-\w*c$/), [], {
      rowMode: 'array',
    });
    return rows.map((row) => `${row.join('|')}\n`).join('');
  }

  async #script(text: string, values: ReadonlyMap<string, string>, stdin: Buffer): Promise<void> {
    const script = text.replaceAll(/(?<!:):'(\w+)'/g, (_, name: string) =>
      literal(values.get(name)),
    );
    const [before = '', copy, after = ''] = script.split(/^\\copy (.+)$/m);
    await this.#database.exec(before);
    if (copy !== undefined) {
      const sql = `COPY ${copy.replace('FROM pstdin', "FROM '/dev/blob'")}`;
      await this.#database.query(sql, [], { blob: new Blob([stdin]) });
    }
    await this.#database.exec(after);
  }
}

function variables(args: readonly string[]): ReadonlyMap<string, string> {
  const given = args.filter((_, at) => args[at - 1] === '-v').map((arg) => arg.split(/=(.*)/s));
  return new Map(given.map(([name = '', value = '']) => [name, value]));
}

function literal(value: string | undefined): string {
  if (value === undefined) throw new Error('A variable of the script was not given.');
  return `'${value.replaceAll("'", "''")}'`;
}
