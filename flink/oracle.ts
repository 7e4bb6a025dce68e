/** Asks Apache Flink: one Java process that answers scripts one after another, in a cluster of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { PrintedChange } from '../engine/test/sql-cases/folded-rows.ts';
import { javaArguments } from './build.ts';

export interface FlinkRefusal {
  /** Where it stopped: reading a statement, planning the inserts, running, or never coming to an end. */
  readonly phase: 'statement' | 'plan' | 'run' | 'timeout';
  /** Of the innermost cause. */
  readonly message: string;
  /** The messages of all causes, outermost first. */
  readonly causes: readonly string[];
}

export interface FlinkAnswer {
  readonly name: string;
  /** In the order in which the printing tables received them, until a refusal if there was one. */
  readonly rows: readonly PrintedChange[];
  /** The printing tables that may receive more than insertions. */
  readonly updating: readonly string[];
  readonly explanations: readonly string[];
  readonly refusal: FlinkRefusal | null;
  readonly milliseconds: number;
}

export interface FlinkQuestion {
  readonly name: string;
  readonly script: string;
  readonly timeoutSeconds?: number;
}

export class FlinkOracle implements AsyncDisposable {
  readonly #java: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    this.#java = spawn('java', javaArguments('shop.millrace.flink.oracle.Oracle'), {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#java.stdout })[Symbol.asyncIterator]();
  }

  async ask({ name, script, timeoutSeconds = 0 }: FlinkQuestion): Promise<FlinkAnswer> {
    this.#java.stdin.write(`${JSON.stringify({ name, script, timeoutSeconds })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`Flink's process ended while it was asked about ${name}`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#java.once('close', resolve));
    this.#java.stdin.end();
    await ended;
  }
}

export function refusalText({ phase, causes, message }: FlinkRefusal): string {
  const reasons = causes.length > 0 ? causes.join('\n  because: ') : message;
  return `Flink refuses it (${phase}): ${reasons}`;
}
