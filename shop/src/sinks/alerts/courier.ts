/**
 * Hands messages to one destination: tries again with pauses that grow and are drawn at random (full jitter), and leaves a
 * destination alone for a while that has failed several times in a row.
 *
 * C1. A rest of the circuit breaker counts as no try: what waits for it is not given up for it.
 * C2. What the destination refuses for good is not tried again, and says nothing about the destination's health.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  fullJitterGenerator,
  handleType,
  type IBackoff,
} from 'cockatiel';
import { Agent } from 'undici';
import type { DeliverySettings } from './destination.ts';
import { DeliveryFailure, DeliveryRefused, type OutgoingMessage, postMessage } from './post-message.ts';

/** What became of a message: delivered after so many tries, or given up, and why. */
export type DeliveryResult =
  | { readonly delivered: true; readonly tries: number }
  | { readonly delivered: false; readonly tries: number; readonly reason: string };

export interface CourierOptions extends DeliverySettings {
  /** Told of each try that failed. */
  readonly onFailedTry?: (reason: string) => void;
}

export class Courier {
  readonly #options: CourierOptions;
  /** Connections of its own: a destination that holds them back holds back nobody else. */
  readonly #agent: Agent;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #pauses: ExponentialBackoff<number>;
  #restsUntilMs = 0;

  constructor(options: CourierOptions) {
    const { timeoutMs, breakAfter, restMs, firstPauseMs, maxPauseMs } = options;
    this.#options = options;
    this.#agent = new Agent({ connections: 1, connect: { timeout: timeoutMs }, maxHeaderSize: 16 * 1024 });
    this.#breaker = circuitBreaker(handleType(DeliveryFailure), {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    });
    this.#breaker.onBreak(() => {
      this.#restsUntilMs = performance.now() + restMs;
    });
    this.#pauses = new ExponentialBackoff({
      generator: fullJitterGenerator,
      initialDelay: firstPauseMs,
      maxDelay: maxPauseMs,
    });
  }

  /** True while the destination is left alone. */
  get rests(): boolean {
    return this.#restsUntilMs > performance.now();
  }

  /**
   * Tries until it is delivered, refused or tried often enough.
   * @param message makes it anew for each try: its signature holds the time.
   * @throws the signal's reason when it is aborted.
   */
  async deliver(message: () => OutgoingMessage, signal: AbortSignal): Promise<DeliveryResult> {
    let backoff: IBackoff<unknown> = this.#pauses.next();
    for (let tries = 1; ; tries++) {
      const failure = await this.#tryOnce(message, signal);
      if (failure === undefined) return { delivered: true, tries };
      signal.throwIfAborted();
      this.#options.onFailedTry?.(failure.message);
      if (failure instanceof DeliveryRefused || tries >= this.#options.maxTries) {
        return { delivered: false, tries, reason: failure.message };
      }
      await pause(Math.max(backoff.duration, failure.retryAfterMs), undefined, { signal });
      backoff = backoff.next(undefined);
    }
  }

  /** One try, whatever the breaker says: for someone who asks for it. @returns why it failed, if it did. */
  async deliverNow(message: OutgoingMessage, signal: AbortSignal): Promise<string | undefined> {
    try {
      await this.#post(message, signal);
      return undefined;
    } catch (error) {
      return asFailure(error).message;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #tryOnce(
    message: () => OutgoingMessage,
    signal: AbortSignal,
  ): Promise<DeliveryFailure | DeliveryRefused | undefined> {
    for (;;) {
      try {
        await this.#breaker.execute(() => this.#post(message(), signal));
        return undefined;
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) return asFailure(error);
      }
      const restMs = Math.max(10, this.#restsUntilMs - performance.now());
      await pause(restMs, undefined, { signal });
    }
  }

  #post(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMs)]);
    return postMessage(message, { dispatcher: this.#agent, signal: limit });
  }
}

function asFailure(error: unknown): DeliveryFailure | DeliveryRefused {
  if (error instanceof DeliveryFailure || error instanceof DeliveryRefused) return error;
  throw error;
}
