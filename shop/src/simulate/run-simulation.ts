/** Sends a simulation at the pace of real time: each tick sends what is due, in batches, over a few connections. */
import { setTimeout as pause } from 'node:timers/promises';
import { addCounts, EventClient, noCounts, type VerdictCounts } from '../client/event-client.ts';
import type { Delivery } from './deliveries.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

export interface RunOptions extends SimulationOptions {
  readonly url: string;
  readonly connections: number;
  readonly writeKey?: string;
  readonly onProgress?: (elapsedMs: number, sent: number) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

export interface SimulationReport {
  readonly sent: number;
  readonly seconds: number;
  readonly counts: VerdictCounts;
  /** How often the server asked to wait. */
  readonly refusals: number;
  /** From sending a request to its answer. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
}

const TICK_MS = 20;
const MAX_BATCH = 500;

/** @throws MillraceError SERVER_UNREACHABLE, REQUEST_REFUSED. */
export async function runSimulation(options: RunOptions): Promise<SimulationReport> {
  const client = new EventClient(options);
  const run = new SimulationRun(client, options.connections);
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  try {
    for (const tick of ticks(new Simulation(options).events())) {
      if (options.signal?.aborted) break;
      await pause(Math.max(0, tick.atMs - elapsedMs()));
      await run.send(tick.texts);
      options.onProgress?.(elapsedMs(), run.sent);
    }
    await run.settle();
  } finally {
    await client.close();
  }
  return run.report(elapsedMs() / 1000);
}

interface Tick {
  readonly atMs: number;
  readonly texts: readonly string[];
}

/** Deliveries in slices of TICK_MS, each with the moment at which it is over. */
function* ticks(deliveries: Iterable<Delivery>): Generator<Tick> {
  let texts: string[] = [];
  let endMs = TICK_MS;
  for (const { atMs, text } of deliveries) {
    while (atMs >= endMs) {
      yield { atMs: endMs, texts };
      texts = [];
      endMs += TICK_MS;
    }
    texts.push(text);
  }
  yield { atMs: endMs, texts };
}

class SimulationRun {
  sent = 0;
  readonly #client: EventClient;
  readonly #connections: number;
  readonly #underWay = new Set<Promise<void>>();
  readonly #counts = noCounts();
  readonly #latenciesMs: number[] = [];
  #refusals = 0;

  constructor(client: EventClient, connections: number) {
    this.#client = client;
    this.#connections = connections;
  }

  /** Returns when a connection is free for the last batch; falls behind rather than pile up. */
  async send(texts: readonly string[]): Promise<void> {
    for (let from = 0; from < texts.length; from += MAX_BATCH) {
      while (this.#underWay.size >= this.#connections) await Promise.race(this.#underWay);
      const request = this.#request(texts.slice(from, from + MAX_BATCH));
      this.#underWay.add(request);
      void request.finally(() => this.#underWay.delete(request)).catch(() => undefined);
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  report(seconds: number): SimulationReport {
    const sorted = this.#latenciesMs.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const latencyMs = { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? 0 };
    return { sent: this.sent, seconds, counts: this.#counts, refusals: this.#refusals, latencyMs };
  }

  async #request(batch: readonly string[]): Promise<void> {
    const result = await this.#client.send(batch);
    this.sent += batch.length;
    this.#refusals += result.refusals;
    this.#latenciesMs.push(result.latencyMs);
    addCounts(this.#counts, result.counts);
  }
}
