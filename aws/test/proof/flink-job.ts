/** The pipelines on Apache Flink in a process of its own, over streams of a Kinesis of the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { javaArguments } from '../../../flink/build.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';

export interface FlinkJobOptions {
  readonly pipelines: readonly string[];
  readonly kinesisEndpoint: string;
  /** For checkpoints and logs. */
  readonly folder: string;
  /** The job's number, of those that come one after the other. */
  readonly start: number;
  /** So long it may take to its next checkpoint. Planning takes half a minute, and more where processors are short. */
  readonly patienceMs: number;
  /** The path of a checkpoint to go on from. */
  readonly from?: string;
  /** Settings of `pipelines/tables/kinesis.sql`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly parallelism?: number;
}

const LOOK_AGAIN_MS = 100;
const LAST_LINES = 25;
const JAVA_OPTIONS = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xmx2g',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  // What becomes of each task, and of the job.
  '-Dorg.slf4j.simpleLogger.log.org.apache.flink.runtime.executiongraph=info',
];
/** A job that goes on failing ends, and with it the process. */
const RESTARTS = 3;
const RESTARTING = /switched from state \w+ to RESTARTING/g;

export class FlinkJob {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #logFile: string;
  readonly #patienceMs: number;
  readonly #killWithUs = (): void => void this.#child.kill('SIGKILL');

  constructor(options: FlinkJobOptions) {
    this.#folder = options.folder;
    this.#patienceMs = options.patienceMs;
    this.#logFile = join(options.folder, `flink-${options.start}.log`);
    const javaOptions = [...JAVA_OPTIONS, `-Dorg.slf4j.simpleLogger.logFile=${this.#logFile}`];
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

  /** How often the job has failed and gone on from its checkpoint by itself. */
  get restarts(): number {
    return this.#log().match(RESTARTING)?.length ?? 0;
  }

  /** @throws when the process has ended. */
  check(): void {
    if (!this.isRunning) throw new Error(`Flink has ended with ${this.#child.exitCode ?? this.#child.signalCode}`);
  }

  /** For whoever looks for what went wrong. */
  report(): string {
    const name = this.#newestCheckpoint();
    const checkpoint = name === undefined ? 'no checkpoint' : `checkpoint ${numberOf(name)}`;
    const lines = this.#log().trimEnd().split('\n').slice(-LAST_LINES);
    const state = this.isRunning ? 'is running' : 'has ended';
    return [`Flink ${state}, ${checkpoint}, ${this.restarts} restarts; its log ends:`, ...lines].join('\n  ');
  }

  /** Waits for a checkpoint after those that there are. @returns its path. @throws when none comes. */
  async nextCheckpoint(): Promise<string> {
    const before = this.#newestCheckpoint();
    const deadlineMs = Date.now() + this.#patienceMs;
    while (Date.now() < deadlineMs) {
      this.check();
      const newest = this.#newestCheckpoint();
      if (newest !== undefined && newest !== before) return newest;
      await sleep(LOOK_AGAIN_MS);
    }
    throw new Error(`Flink has made no checkpoint within ${this.#patienceMs / 60_000} minutes`);
  }

  /** As when its machine is lost. */
  async kill(): Promise<void> {
    process.off('exit', this.#killWithUs);
    if (!this.isRunning) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #log(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
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
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': String(RESTARTS),
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
