/** A Valkey of its own for a test: a real server in a process, in memory only, gone when it is closed. */
import { Redis } from 'iovalkey';
import { freePorts } from './free-ports.ts';
import { ServerProcess } from './server-process.ts';
import { valkeyBinary } from './valkey-binary.ts';

export class TestValkey {
  readonly url: string;
  readonly client: Redis;
  readonly #process: ServerProcess;

  private constructor(url: string, client: Redis, server: ServerProcess) {
    this.url = url;
    this.client = client;
    this.#process = server;
  }

  static async start(): Promise<TestValkey> {
    const [port] = await freePorts(1);
    const url = `redis://127.0.0.1:${port}`;
    const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    const server = await ServerProcess.start({
      name: 'valkey',
      command: await valkeyBinary(),
      args: (folder) => ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      answers: () => client.ping(),
    });
    return new TestValkey(url, client, server);
  }

  /** Stops it from answering without closing connections, as a machine that hangs; false lets it go on. */
  freeze(frozen: boolean): void {
    this.#process.freeze(frozen);
  }

  async close(): Promise<void> {
    this.client.disconnect();
    await this.#process.close();
  }
}
