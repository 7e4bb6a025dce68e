/** The pipelines on Apache Flink in a process of its own, over streams of a Kinesis of the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { javaArguments } from '../../../flink/build.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';

export interface FlinkJobOptions {
  readonly pipelines: readonly string[];
  readonly kinesisEndpoint: string;
  /** For checkpoints and the log. */
  readonly folder: string;
  /** The path of a checkpoint to go on from. */
  readonly from?: string;
  /** Settings of `pipelines/tables/kinesis.sql`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly parallelism?: number;
}

const LOOK_AGAIN_MS = 100;
const JAVA_OPTIONS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx2g'];

export class FlinkJob {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #killWithUs = (): void => void this.#child.kill('SIGKILL');

  constructor(options: FlinkJobOptions) {
    this.#folder = options.folder;
    const logFile = join(options.folder, 'flink.log');
    const javaOptions = [...JAVA_OPTIONS, `-Dorg.slf4j.simpleLogger.logFile=${logFile}`];
    const args = [...javaArguments('shop.millrace.flink.PipelineJob', javaOptions), ...jobArguments(options)];
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    };
    this.#child = spawn('java', args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    process.on('exit', this.#killWithUs);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits for a checkpoint after those that there are. @returns its path. */
  async nextCheckpoint(): Promise<string> {
    const before = this.#newestCheckpoint();
    for (;;) {
      if (!this.isRunning) throw new Error(`Flink has ended; its log is ${this.#folder}/flink.log`);
      const newest = this.#newestCheckpoint();
      if (newest !== undefined && newest !== before) return newest;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** As when its machine is lost. */
  async kill(): Promise<void> {
    process.off('exit', this.#killWithUs);
    if (!this.isRunning) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #newestCheckpoint(): string | undefined {
    const root = join(this.#folder, 'checkpoints');
    if (!existsSync(root)) return undefined;
    const complete = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('_metadata'))
      .map((path) => join(root, path, '..'));
    return complete.sort((one, other) => numberOf(one) - numberOf(other)).at(-1);
  }
}

function numberOf(path: string): number {
  return Number(/chk-(\d+)/.exec(path)?.[1] ?? 0);
}

/** The ARN of a stream of an account that emulators have. */
export function streamArn(name: string): string {
  return `arn:aws:kinesis:${TEST_REGION}:000000000000:stream/${name}`;
}

function jobArguments({
  pipelines,
  kinesisEndpoint,
  folder,
  from,
  settings,
  parallelism = 1,
}: FlinkJobOptions): readonly string[] {
  const flink: Readonly<Record<string, string>> = {
    'parallelism.default': String(parallelism),
    'execution.checkpointing.interval': '2 s',
    'execution.checkpointing.dir': `file://${join(folder, 'checkpoints')}`,
    'execution.checkpointing.num-retained': '3',
    'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    ...(from === undefined ? {} : { 'execution.state-recovery.path': `file://${from}` }),
  };
  const all: Readonly<Record<string, string>> = {
    place: 'kinesis',
    pipelines: pipelines.join(),
    enriched: streamArn('enriched'),
    insights: streamArn('insights'),
    endpoint: kinesisEndpoint,
    ...settings,
    ...Object.fromEntries(Object.entries(flink).map(([name, value]) => [`flink.${name}`, value])),
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}
