/** A process that runs scripts one after another and says how long each took; and what memory it held meanwhile. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a side answers, as one line of JSON. */
export interface RunResult {
  /** −1 when it failed. */
  readonly milliseconds: number;
  readonly error: string | null;
}

export interface MeasuredRun {
  readonly milliseconds: number;
  /** Of all its threads: unlike the time, it hardly depends on what else the machine does. */
  readonly processorMs: number;
  /** The most resident memory that the process held during the run. */
  readonly peakBytes: number;
}

/** The unit in which Linux counts processor time. */
const TICK_MS = 10;

export class Contestant implements AsyncDisposable {
  readonly #name: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(name: string, command: readonly string[]) {
    const [program = '', ...args] = command;
    this.#name = name;
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @throws when the script fails. */
  async run(script: string): Promise<MeasuredRun> {
    this.#forgetPeak();
    const processorMs = this.#processorMs();
    this.#process.stdin.write(`${JSON.stringify({ script })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`${this.#name} has died`);
    const { milliseconds, error }: RunResult = JSON.parse(value);
    if (error !== null) throw new Error(`${this.#name}: ${error}`);
    return { milliseconds, processorMs: this.#processorMs() - processorMs, peakBytes: this.#peakBytes() };
  }

  /** From now on the peak is that of what follows. */
  #forgetPeak(): void {
    writeFileSync(`/proc/${this.#process.pid}/clear_refs`, '5');
  }

  /** The 14th and 15th field of the process's figures; the second is its name, in brackets. */
  #processorMs(): number {
    const figures = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(figures[11]) + Number(figures[12])) * TICK_MS;
  }

  #peakBytes(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'close');
    this.#process.stdin.end();
    await ended;
  }
}
