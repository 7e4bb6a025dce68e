/** A server of another make as a child process in a folder of its own, which goes when it is closed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 60_000;
const LOOK_AGAIN_MS = 25;
const KEPT_OUTPUT = 4_000;

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  /** @param folder an empty one, which is also where the process runs. */
  readonly args: (folder: string) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Rejects until the server answers. */
  readonly answers: () => Promise<unknown>;
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  #output = '';
  readonly #killWithUs = (): void => void this.#child.kill('SIGKILL');

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    process.on('exit', this.#killWithUs);
  }

  static async start(server: ServerCommand): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), `millrace-${server.name}-`));
    const env = { ...process.env, ...server.environment };
    const child = spawn(server.command, server.args(folder), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const started = new ServerProcess(child, folder);
    await started.#waitFor(server);
    return started;
  }

  /** Stops it from running without ending it, as a machine that hangs; false lets it go on. */
  freeze(frozen: boolean): void {
    this.#child.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  async close(): Promise<void> {
    process.off('exit', this.#killWithUs);
    if (this.#running) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #waitFor({ name, answers }: ServerCommand): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until && this.#running) {
      const answered = await answers().then(
        () => true,
        () => false,
      );
      if (answered) return;
      await sleep(LOOK_AGAIN_MS);
    }
    await this.close();
    throw new Error(`${name} did not start: ${this.#output}`);
  }
}
