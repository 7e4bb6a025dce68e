/** The server's end of the warehouse: starts its process, starts it again when it dies, and knows how far it is. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { AskFeatures } from './feature-snapshots.ts';
import type { WarehouseHostMessage, WarehouseMessage, WarehouseProgress } from './warehouse-messages.ts';
import type { WarehouseSettings } from './warehouse-settings.ts';

export interface WarehouseHostOptions {
  readonly dataFolder: string;
  readonly settings: WarehouseSettings;
  /** Answers what snapshots of features are made of. */
  readonly askFeatures: AskFeatures;
  /** Told of failures; the host itself prints nothing. */
  readonly onProblem?: (error: MillraceError) => void;
}

const PROCESS = fileURLToPath(new URL('./warehouse-process.ts', import.meta.url));
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A step that takes longer is cut off: the next start does it again. */
const LONGEST_GOODBYE_MS = 3_000;

export class WarehouseHost {
  readonly #options: WarehouseHostOptions;
  #process: ChildProcess | undefined;
  #progress: WarehouseProgress | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: WarehouseHostOptions) {
    this.#options = options;
  }

  /** Nobody waits for it: the server serves without. */
  start(): void {
    const child = fork(PROCESS, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process = child;
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => {
      complaint = `${complaint}${text.toString()}`.slice(-2_000);
    });
    child.on('message', (message: WarehouseMessage) => {
      if (message.kind === 'failed') complaint = `${message.code}: ${message.message}. ${message.hint ?? ''}`;
      else if (message.kind === 'ask') void this.#answer(child, message);
      else this.#receive(message.progress);
    });
    child.on('error', (error) => {
      complaint = error.message;
    });
    child.once('close', () => this.#ended(complaint));
    const { dataFolder, settings } = this.#options;
    send(child, { kind: 'open', dataFolder, settings });
  }

  /** Undefined until it has said how far it is. */
  get progress(): WarehouseProgress | undefined {
    return this.#progress;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** The log has to keep what arrived at or after this moment; everything while that is not known. */
  get neededFromMs(): number {
    return this.#progress?.arrivalMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Runs `work` while nobody writes the warehouse; then it goes on where it was, unless all is about to stop. */
  async whilePaused<Result>(work: () => Promise<Result>, gone: AbortSignal): Promise<Result> {
    await this.stop();
    try {
      return await work();
    } finally {
      if (!gone.aborted) {
        this.#stopping = false;
        this.start();
      }
    }
  }

  /** Lets it end the step that it is at, unless that takes long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (!child) return;
    const closed = once(child, 'close');
    send(child, { kind: 'stop' });
    const impatience = setTimeout(() => child.kill('SIGKILL'), LONGEST_GOODBYE_MS);
    await closed;
    clearTimeout(impatience);
  }

  async #answer(child: ChildProcess, { id, users, nowMs }: Extract<WarehouseMessage, { kind: 'ask' }>): Promise<void> {
    const vectors = await this.#options.askFeatures(users, nowMs).catch(() => null);
    send(child, { kind: 'answer', id, vectors });
  }

  #receive(progress: WarehouseProgress): void {
    this.#progress = progress;
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  #ended(complaint: string): void {
    this.#process = undefined;
    if (this.#stopping) return;
    this.#options.onProblem?.(stopped(complaint));
    this.#restart = setTimeout(() => this.start(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** A process that has just died is noticed by its end. */
function send(child: ChildProcess, message: WarehouseHostMessage): void {
  if (child.connected) child.send(message, () => undefined);
}

function stopped(complaint: string): MillraceError {
  return new MillraceError(`the warehouse stopped: ${complaint.trim() || 'its process ended'}`, {
    code: 'WAREHOUSE_STOPPED',
    domain: 'internal',
    retry: 'backoff',
    hint: 'It goes on by itself from what it wrote last; events are collected meanwhile, and the log keeps them for it.',
  });
}
