/** A server in a process of its own behind the fault proxy, that is killed or stopped and comes back by itself. */
import { CrashServer } from '../../../shop/test/crash/crash-server.ts';
import type { FaultProxy } from '../fault-proxy.ts';

export class RestlessServer {
  readonly #dataFolder: string;
  readonly #proxy: FaultProxy;
  readonly #flags: readonly string[];
  #running: Promise<CrashServer>;
  restarts = 0;

  constructor(dataFolder: string, proxy: FaultProxy, flags: readonly string[]) {
    this.#dataFolder = dataFolder;
    this.#proxy = proxy;
    this.#flags = flags;
    this.#running = this.#start();
  }

  /** Resolves when it is gone; it starts again while whoever called goes on. One that is starting is let be. */
  async fall(how: 'kill' | 'stop'): Promise<void> {
    if (this.#proxy.target === 0) return;
    const server = await this.#running;
    this.#proxy.target = 0;
    await server[how]();
    this.restarts++;
    this.#running = this.#start();
    // Looked at by whoever waits for it next.
    this.#running.catch(() => undefined);
  }

  async serving(): Promise<void> {
    await this.#running;
  }

  async end(): Promise<void> {
    await (await this.#running).stop();
  }

  async #start(): Promise<CrashServer> {
    const server = await CrashServer.start(this.#dataFolder, this.#flags);
    this.#proxy.target = Number(new URL(server.url).port);
    return server;
  }
}
