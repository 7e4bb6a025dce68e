/** A server in a process of its own, to be killed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/millrace.ts', import.meta.url));
const START_LIMIT_MS = 60_000;

export class CrashServer {
  readonly url: string;
  /** What it has printed to standard error: nothing, when all is well. */
  complaints = '';
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
    process.stderr?.on('data', (chunk: Buffer) => {
      this.complaints += chunk.toString();
    });
  }

  /** Resolves when it serves. @throws with what it printed when it ends before that. */
  static async start(dataFolder: string, flags: readonly string[] = []): Promise<CrashServer> {
    return CrashServer.run([COMMAND, 'start', '--port', '0', '--data', dataFolder, ...flags]);
  }

  /** The same of another script, which prints where it serves. */
  static async run(words: readonly string[]): Promise<CrashServer> {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    return new CrashServer(child, await servingAddress(child));
  }

  /** As a power cut would for the process: no handler runs. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator would. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exited;
  }
}

function servingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const limit = setTimeout(() => reject(new Error(`the server did not serve: ${printed}`)), START_LIMIT_MS);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /(http:\/\/[\w.:[\]]+)/.exec(printed)?.[1];
      if (!address) return;
      clearTimeout(limit);
      resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code, signal) => reject(new Error(`the server ended with ${signal ?? code}: ${printed}`)));
  });
}
