/** A function's environment as a process of its own, whose processor time is asked for. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Sandbox } from '../aws/test/emulated/lambda-function.ts';
import type { LambdaAnswer, LambdaRequest } from './lambda-process.ts';

/** A heap as small as a function of 512 MB has it. */
export const MEMORY = '--max-old-space-size=384';

export class LambdaProcess implements Sandbox {
  readonly #child: ChildProcess;
  /** Nobody waits for an answer of a process that has ended. */
  readonly #ended = new AbortController();

  private constructor(child: ChildProcess, file: string) {
    this.#child = child;
    child.once('exit', (code) => this.#ended.abort(new Error(`the process of ${file} ended with ${code}`)));
  }

  static async start(file: string, env: NodeJS.ProcessEnv): Promise<LambdaProcess> {
    const child = fork(new URL('./lambda-process.ts', import.meta.url), [file], {
      env: { PATH: process.env.PATH, ...env },
      execArgv: [MEMORY],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'json',
    });
    const started = new LambdaProcess(child, file);
    await started.#answer();
    return started;
  }

  async invoke(event: unknown, { deadlineMs }: { readonly deadlineMs: number }): Promise<unknown> {
    const answer = await this.#ask({ event, deadlineMs });
    if ('error' in answer) throw new Error(answer.error);
    return 'response' in answer ? answer.response : undefined;
  }

  /** Since it was last asked. */
  async cpuMs(): Promise<number> {
    const answer = await this.#ask({ ask: 'cpu' });
    return 'cpuMs' in answer ? answer.cpuMs : Number.NaN;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
  }

  async #ask(request: LambdaRequest): Promise<LambdaAnswer> {
    this.#child.send(request);
    return this.#answer();
  }

  async #answer(): Promise<LambdaAnswer> {
    const { signal } = this.#ended;
    const [answer] = await once(this.#child, 'message', { signal }).catch(() => {
      throw signal.reason;
    });
    return answer;
  }
}
