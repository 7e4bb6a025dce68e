/** A Valkey of its own for a test: a real server in a process, in memory only, gone when it is closed. */
import { Redis } from 'iovalkey';
import { freePorts } from './free-ports.ts';
import { ServerProcess } from './server-process.ts';
import { valkeyBinary } from './valkey-binary.ts';

const CLUSTER = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
const SLOTS = 16_384;

export class TestValkey {
  readonly url: string;
  readonly client: Redis;
  readonly #process: ServerProcess;

  private constructor(url: string, client: Redis, server: ServerProcess) {
    this.url = url;
    this.client = client;
    this.#process = server;
  }

  /** @param cluster true for a cluster of this one server, with all slots: its url says so. */
  static async start({ cluster = false } = {}): Promise<TestValkey> {
    const [port] = await freePorts(1);
    const url = `redis://127.0.0.1:${port}`;
    const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    const server = await ServerProcess.start({
      name: 'valkey',
      command: await valkeyBinary(),
      args: (folder) => [...argsOf(folder, String(port)), ...(cluster ? CLUSTER : [])],
      answers: () => client.ping(),
    });
    if (cluster) await takeAllSlots(client);
    return new TestValkey(cluster ? `${url}?cluster=true` : url, client, server);
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

function argsOf(folder: string, port: string): readonly string[] {
  return ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
}

async function takeAllSlots(client: Redis): Promise<void> {
  await client.call('CLUSTER', 'ADDSLOTS', ...Array.from({ length: SLOTS }, (_, slot) => String(slot)));
  while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
