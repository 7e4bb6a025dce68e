/**
 * What goes wrong in one invocation, at which of its calls: every place where the runner waits is a call of Valkey,
 * DynamoDB or Kinesis, or hands something out.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Valkey } from '../../src/state/valkey-script.ts';

/**
 * `lost`: the call is not made; `unanswered`: it is made, and its answer is lost. With both the invocation goes on.
 * `crash`: the process ends before the call; `crashAfter`: behind it. `hang`: it waits until others have run.
 */
export type Fault = 'lost' | 'unanswered' | 'crash' | 'crashAfter' | 'hang' | { readonly before: () => Promise<void> };

export class Faults {
  readonly #plan: ReadonlyMap<number, Fault>;
  readonly #hangs: (() => void)[] = [];
  #calls = 0;
  #crashed = false;
  #onHang: () => void = () => undefined;
  /** Resolves when the invocation hangs. */
  readonly hanging: Promise<void>;

  /** @param plan by the number of the call, from 0. */
  constructor(plan: ReadonlyMap<number, Fault> = new Map()) {
    this.#plan = plan;
    this.hanging = new Promise((resolve) => {
      this.#onHang = resolve;
    });
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Lets what hangs go on. */
  release(): void {
    for (const go of this.#hangs) go();
  }

  async around<T>(call: () => Promise<T>): Promise<T> {
    const fault = this.#plan.get(this.#calls++);
    if (this.#crashed) throw new Error('the process has ended');
    if (typeof fault === 'object') await fault.before();
    if (fault === 'hang') await this.#hang();
    if (fault === 'crash') this.#crashed = true;
    if (fault === 'crash' || fault === 'lost') throw new Error(`fault: ${fault}`);
    const answer = await call();
    if (this.#crashed) throw new Error('the process has ended');
    if (fault === 'crashAfter') this.#crashed = true;
    if (fault === 'crashAfter' || fault === 'unanswered') throw new Error(`fault: ${fault}`);
    return answer;
  }

  #hang(): Promise<void> {
    this.#onHang();
    return new Promise((resolve) => this.#hangs.push(resolve));
  }
}

export function faultyValkey(valkey: Valkey, faults: () => Faults): Valkey {
  return { call: (command, ...args) => faults().around(() => valkey.call(command, ...args)) };
}

/** A client whose commands go through the faults; the original is left as it is. */
export function faultyClient<Client extends DynamoDBClient | KinesisClient>(
  client: Client,
  faults: () => Faults,
): Client {
  client.middlewareStack.add((next) => (args) => faults().around(() => next(args)), {
    step: 'initialize',
    name: 'faults',
  });
  return client;
}
