/**
 * A Lambda function: environments that are started when none is free, serve one invocation at a time and are used again,
 * and are not used again once an invocation in them has timed out or they have crashed.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** An execution environment with the function's module loaded in it. */
export interface Sandbox {
  /** @throws what the handler throws, or SandboxCrashed. */
  invoke(event: unknown, invocation: Invocation): Promise<unknown>;
  /** Nothing that runs in it goes on. */
  kill(): Promise<void>;
}

export interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
}

/** The environment is gone: the process ended in the middle of an invocation. */
export class SandboxCrashed extends Error {
  override readonly name = 'SandboxCrashed';
}

export interface InvocationOutcome {
  readonly requestId: string;
  readonly response: unknown;
  /** As Lambda names it; absent after a success. */
  readonly functionError?: 'Unhandled';
  readonly message?: string;
}

export interface FunctionSettings {
  readonly name: string;
  readonly timeoutMs: number;
  /**
   * What an invocation that timed out does: `zombie`, it goes on, as calls already under way do; `abandoned`, it stops
   * where it is.
   */
  readonly afterTimeout: 'zombie' | 'abandoned';
}

const TIMED_OUT = Symbol('timed out');

export class LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** May be changed while it runs, as that of a function. */
  timeoutMs: number;
  readonly #afterTimeout: FunctionSettings['afterTimeout'];
  readonly #load: () => Promise<Sandbox>;
  readonly #free: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();
  #isClosed = false;
  coldStarts = 0;
  invocations = 0;
  timeouts = 0;
  /** What the last invocation that failed said. */
  lastFailure = '';

  /** @param load a cold start. */
  constructor(settings: FunctionSettings, load: () => Promise<Sandbox>) {
    this.name = settings.name;
    this.arn = `arn:aws:lambda:us-east-1:000000000000:function:${settings.name}`;
    this.timeoutMs = settings.timeoutMs;
    this.#afterTimeout = settings.afterTimeout;
    this.#load = load;
  }

  /** @param event goes through JSON, as on AWS. */
  async invoke(event: unknown): Promise<InvocationOutcome> {
    const outcome = await this.#attempt(event);
    if (outcome.functionError !== undefined) this.lastFailure = outcome.message ?? '';
    return outcome;
  }

  async #attempt(event: unknown): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    this.invocations++;
    try {
      const sandbox = this.#free.pop() ?? (await this.#coldStart());
      const answer = await this.#invokeIn(sandbox, JSON.parse(JSON.stringify(event)), requestId);
      if (answer === TIMED_OUT) return failed(requestId, `Task timed out after ${this.timeoutMs} ms`);
      return { requestId, response: throughJson(answer) };
    } catch (error) {
      return failed(requestId, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }

  /** New code or settings: nothing that was started before serves again; what runs goes on to its end. */
  recycle(): void {
    this.#free.length = 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.recycle();
    await Promise.all([...this.#all].map((sandbox) => sandbox.kill()));
    this.#all.clear();
  }

  async #coldStart(): Promise<Sandbox> {
    this.coldStarts++;
    const sandbox = await this.#load();
    this.#all.add(sandbox);
    // Closed in the meantime: it would live on.
    if (this.#isClosed) await this.#discard(sandbox);
    return sandbox;
  }

  async #invokeIn(sandbox: Sandbox, event: unknown, requestId: string): Promise<unknown> {
    const { timeoutMs } = this;
    const deadlineMs = Date.now() + timeoutMs;
    const running = sandbox.invoke(event, { requestId, functionName: this.name, functionArn: this.arn, deadlineMs });
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
      timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
    });
    try {
      const answer = await Promise.race([running, timeout]);
      if (answer === TIMED_OUT) await this.#timedOut(sandbox, running);
      else this.#free.push(sandbox);
      return answer;
    } catch (error) {
      if (error instanceof SandboxCrashed) await this.#discard(sandbox);
      else this.#free.push(sandbox);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #timedOut(sandbox: Sandbox, running: Promise<unknown>): Promise<void> {
    this.timeouts++;
    running.catch(() => undefined);
    if (this.#afterTimeout === 'abandoned') await this.#discard(sandbox);
  }

  async #discard(sandbox: Sandbox): Promise<void> {
    this.#all.delete(sandbox);
    await sandbox.kill();
  }
}

/** What the handler's second argument is. */
export function lambdaContext({ requestId, functionName, functionArn, deadlineMs }: Invocation): Context {
  const never = (): never => {
    throw new Error('a handler of these functions answers by its promise');
  };
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: requestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: never,
    fail: never,
    succeed: never,
  };
}

function failed(requestId: string, message: string): InvocationOutcome {
  return { requestId, response: undefined, functionError: 'Unhandled', message };
}

function throughJson(answer: unknown): unknown {
  return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
}
