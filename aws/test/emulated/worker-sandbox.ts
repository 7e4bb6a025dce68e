/**
 * An environment as a worker thread: the module is loaded afresh, with environment variables of its own, and can be ended
 * in the middle of whatever it does, as a process that crashes.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Invocation, type Sandbox, SandboxCrashed } from './lambda-function.ts';

export interface WorkerSettings {
  /** Its path; it exports `handler`. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface SandboxRequest {
  readonly event: unknown;
  readonly invocation: Invocation;
}

export type SandboxAnswer = { readonly response: unknown } | { readonly error: { name: string; message: string } };

const ENTRY = new URL('./worker-sandbox-entry.ts', import.meta.url);

class HandlerFailed extends Error {
  constructor({ name, message }: { name: string; message: string }) {
    super(message);
    this.name = name;
  }
}

export function workerSandbox({ module, environment }: WorkerSettings): () => Promise<Sandbox> {
  return async () => {
    const worker = new Worker(ENTRY, { workerData: { module }, env: { ...inherited(), ...environment } });
    let isOver = false;
    worker.once('exit', () => {
      isOver = true;
    });
    await once(worker, 'message');
    return {
      // An answer may still come from one that is being ended; it is not asked again.
      invoke: async (event, invocation) => {
        if (isOver) throw new SandboxCrashed('the environment has ended');
        return invoke(worker, { event, invocation });
      },
      kill: async () => {
        isOver = true;
        await worker.terminate();
      },
    };
  };
}

/** Nothing of the machine's account may reach the clients under test. */
function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
}

function invoke(worker: Worker, request: SandboxRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const exited = (): void => finish(() => reject(new SandboxCrashed('the environment ended')));
    const failed = (error: Error): void => finish(() => reject(new SandboxCrashed(error.message)));
    const answered = (answer: SandboxAnswer): void =>
      finish(() => ('error' in answer ? reject(new HandlerFailed(answer.error)) : resolve(answer.response)));
    const finish = (settle: () => void): void => {
      worker.off('exit', exited).off('error', failed).off('message', answered);
      settle();
    };
    worker.on('exit', exited).on('error', failed).on('message', answered);
    worker.postMessage(request);
  });
}
