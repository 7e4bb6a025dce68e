/** The whole path on emulated services: the collector's container as a process, the functions on their streams, the read API. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../servers/server-process.ts';
import { bundled } from './bundled.ts';
import { handlerFile, STREAM_FUNCTIONS, STREAM_OF, type StreamFunction } from './deploy-handler.ts';
import { EmulatedAws } from './emulated-aws.ts';
import { HttpApi } from './http-api.ts';
import { LambdaFunction } from './lambda-function.ts';
import { workerSandbox } from './worker-sandbox.ts';

export interface LocalSettings {
  /** Of `events` and of `enriched`. */
  readonly shards: number;
  readonly collectorPort: number;
  readonly apiPort: number;
}

const TIMEOUT_MS = 60_000;
const COLLECTOR = fileURLToPath(new URL('../../collect/collector.ts', import.meta.url));

/** Whoever is on this machine may read. */
export const READ_KEY = 'read-key-of-this-machine';

export class LocalDeployment {
  readonly aws: EmulatedAws;
  readonly collectorUrl: string;
  readonly apiUrl: string;
  readonly #parts: AsyncDisposableStack;

  private constructor(aws: EmulatedAws, urls: { collector: string; api: string }, parts: AsyncDisposableStack) {
    this.aws = aws;
    this.collectorUrl = urls.collector;
    this.apiUrl = urls.api;
    this.#parts = parts;
  }

  static async start(settings: LocalSettings): Promise<LocalDeployment> {
    await using parts = new AsyncDisposableStack();
    const aws = parts.adopt(await EmulatedAws.start(settings), (each) => each.close());
    for (const name of STREAM_FUNCTIONS) await deploy(aws, name);
    const fn = parts.adopt(await readFunction(aws), (each) => each.close());
    const api = parts.adopt(await HttpApi.start({ 'ANY /{path+}': fn }, settings.apiPort), (each) => each.close());
    const collector = `http://127.0.0.1:${settings.collectorPort}`;
    parts.adopt(await startCollector(aws, collector, settings.collectorPort), (each) => each.close());
    return new LocalDeployment(aws, { collector, api: api.url }, parts.move());
  }

  /** The collector first, the emulators last. */
  close(): Promise<void> {
    return this.#parts.disposeAsync();
  }
}

async function deploy(aws: EmulatedAws, name: StreamFunction): Promise<void> {
  const load = workerSandbox({ module: await bundled(handlerFile(name)), environment: environmentOf(aws, name) });
  const { mapping } = aws.deploy({ name, timeoutMs: TIMEOUT_MS, afterTimeout: 'abandoned' }, load, {
    streamName: STREAM_OF[name],
    bisectOnError: true,
    reportBatchItemFailures: true,
  });
  await mapping.enable();
}

async function readFunction(aws: EmulatedAws): Promise<LambdaFunction> {
  const READ_KEY_DIGESTS = createHash('sha256').update(READ_KEY).digest('hex');
  const environment = { ...environmentOf(aws, 'api'), READ_KEY_DIGESTS };
  const load = workerSandbox({ module: await bundled(handlerFile('api')), environment });
  return new LambdaFunction({ name: 'api', timeoutMs: TIMEOUT_MS, afterTimeout: 'abandoned' }, load);
}

function startCollector(aws: EmulatedAws, url: string, port: number): Promise<ServerProcess> {
  return ServerProcess.start({
    name: 'collector',
    command: process.execPath,
    args: () => [COLLECTOR],
    environment: { ...aws.environment(), HOST: '127.0.0.1', PORT: String(port), DRAIN_MS: '0' },
    answers: () => fetch(`${url}/healthz`),
  });
}

function environmentOf(aws: EmulatedAws, name: string): Record<string, string> {
  const powertools = {
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'WARN',
  };
  return { ...aws.environment(), ...powertools };
}
