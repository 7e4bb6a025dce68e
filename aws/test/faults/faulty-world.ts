/** Emulated services behind proxies that let calls fail, chaos around them, and functions that crash and time out. */
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { bundled } from '../emulated/bundled.ts';
import { crashing } from '../emulated/crashing-sandbox.ts';
import { handlerFile, STREAM_OF, type StreamFunction } from '../emulated/deploy-handler.ts';
import { type Deployed, EmulatedAws } from '../emulated/emulated-aws.ts';
import type { MappingSettings } from '../emulated/event-source-mapping.ts';
import { Faults } from '../emulated/faults.ts';
import { HttpFaultProxy } from '../emulated/http-fault-proxy.ts';
import { TcpFaultProxy } from '../emulated/tcp-fault-proxy.ts';
import { workerSandbox } from '../emulated/worker-sandbox.ts';
import { Chaos } from './chaos.ts';

/** What a run met with. */
export interface WorldReport {
  readonly invocations: number;
  readonly coldStarts: number;
  readonly timeouts: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly chaos: Readonly<Record<string, number>>;
}

export interface FaultyFunction {
  readonly name: string;
  /** The path of its handler. */
  readonly handler: string;
  readonly streamName: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One of the shop's own, as it is deployed. */
export function shopFunction(name: StreamFunction): FaultyFunction {
  const quiet = { POWERTOOLS_METRICS_DISABLED: 'true', POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_SERVICE_NAME: name };
  return { name, handler: handlerFile(name), streamName: STREAM_OF[name], environment: quiet };
}

export const QUIET_MS = 120_000;

const RATES = { calls: 0.08, delayMs: 5_000 };
const CRASHES = { invocations: 0.1, withinMs: 400 };
const TIMEOUT_MS = 3_000;

interface Proxies {
  readonly kinesis: HttpFaultProxy;
  readonly dynamodb: HttpFaultProxy;
  readonly others: HttpFaultProxy;
  readonly valkey: TcpFaultProxy;
}

export class FaultyWorld {
  readonly aws: EmulatedAws;
  readonly faults: Faults;
  readonly chaos: Chaos;
  readonly #proxies: Proxies;
  readonly #deployed: Deployed[] = [];

  private constructor(aws: EmulatedAws, faults: Faults, proxies: Proxies, streams: readonly string[]) {
    this.aws = aws;
    this.faults = faults;
    this.#proxies = proxies;
    this.chaos = new Chaos({ aws, valkey: proxies.valkey, faults, streams, pauseMs: 500 });
  }

  /** @param streams whose shards are split and merged. */
  static async start(seed: number, streams: readonly string[] = ['events', 'enriched']): Promise<FaultyWorld> {
    const faults = new Faults(seed, RATES);
    const aws = await EmulatedAws.start({ shards: 1 + faults.below(3) });
    const proxies = {
      kinesis: await HttpFaultProxy.start(aws.kinesis.endpoint, faults),
      dynamodb: await HttpFaultProxy.start(aws.dynamo.endpoint, faults),
      others: await HttpFaultProxy.start(aws.moto.endpoint, faults),
      valkey: await TcpFaultProxy.start(aws.valkey.url, faults),
    };
    return new FaultyWorld(aws, faults, proxies, streams);
  }

  async deploy({ name, handler, streamName, environment }: FaultyFunction): Promise<Deployed> {
    const { aws, faults } = this;
    const { kinesis, dynamodb, others, valkey } = this.#proxies;
    const addresses = { kinesis: kinesis.endpoint, dynamodb: dynamodb.endpoint, others: others.endpoint };
    const all = { ...aws.environment({ ...addresses, valkey: valkey.url }), ...environment };
    const load = crashing(workerSandbox({ module: await bundled(handler), environment: all }), faults, CRASHES);
    const afterTimeout = faults.chance(0.7) ? 'zombie' : 'abandoned';
    const deployed = aws.deploy({ name, timeoutMs: TIMEOUT_MS, afterTimeout }, load, {
      streamName,
      ...mappingBy(faults),
    });
    this.#deployed.push(deployed);
    await deployed.mapping.enable();
    return deployed;
  }

  /** Nothing fails any longer, and everything has the time that it takes. */
  quiet(): void {
    this.faults.off();
    for (const { fn } of this.#deployed) fn.timeoutMs = QUIET_MS;
  }

  /** Batches that were given up, and what else functions put into the queue of failures. */
  async givenUp(): Promise<readonly unknown[]> {
    const { moto, failuresQueue } = this.aws;
    const { Messages = [] } = await moto.sqs.send(new ReceiveMessageCommand({ QueueUrl: failuresQueue.url }));
    return Messages.map(({ Body }) => Body);
  }

  report(): WorldReport {
    const sum = (field: 'invocations' | 'coldStarts' | 'timeouts'): number =>
      this.#deployed.reduce((total, { fn }) => total + fn[field], 0);
    const [invocations, coldStarts, timeouts] = [sum('invocations'), sum('coldStarts'), sum('timeouts')];
    return { invocations, coldStarts, timeouts, faults: this.faults.counts, chaos: this.chaos.counts };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.aws.close();
    await Promise.all(Object.values(this.#proxies).map((proxy) => proxy.close()));
  }
}

function mappingBy(faults: Faults): Partial<MappingSettings> {
  return {
    batchSize: faults.pick([5, 50, 500]) ?? 50,
    parallelizationFactor: faults.pick([1, 1, 2, 4]) ?? 1,
    bisectOnError: true,
    reportBatchItemFailures: true,
  };
}
