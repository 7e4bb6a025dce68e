/**
 * A Postgres database as a source of events: reads as long as it can, and after a failure tries again with growing pauses.
 * What only people can mend (a wrong password, a missing right) is tried again, too, so that mending it is enough; a slot or
 * a database that is not the one that was read rests until someone asks for a new snapshot.
 */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import type { Collector } from '../../../events/collector.ts';
import type { Source, SourceStatus } from '../source-list.ts';
import { postgresFault } from './postgres-fault.ts';
import type { PostgresSourceOptions } from './postgres-options.ts';
import { ProgressStore } from './progress-store.ts';
import { SourceReport } from './source-report.ts';
import { runSession } from './source-session.ts';

export interface PostgresSourceParts {
  readonly options: PostgresSourceOptions;
  readonly collector: Collector;
  readonly settings: LogSettings;
  /** Told of each failure, once while it stays the same. */
  readonly onProblem?: (error: MillraceError) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A session that lasted so long was a good one: the next failure is a first again. */
const GOOD_AFTER_MS = 20_000;

export class PostgresSource implements Source {
  readonly name: string;
  readonly #parts: PostgresSourceParts;
  readonly #store: ProgressStore;
  readonly #report: SourceReport;
  #session = new AbortController();
  #isStopped = false;
  #wake: (() => void) | undefined;
  readonly #running: Promise<void>;
  #toldOf = '';

  constructor(parts: PostgresSourceParts) {
    this.#parts = parts;
    this.name = parts.options.name;
    this.#store = new ProgressStore(parts.settings, this.name);
    this.#report = new SourceReport(this.name);
    this.#running = this.#run();
  }

  status(): SourceStatus {
    return this.#report.status();
  }

  async resnapshot(): Promise<void> {
    await this.#store.forget();
    this.#report.forget();
    this.#session.abort();
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#session.abort();
    this.#wake?.();
    await this.#running;
    this.#report.enter('stopped');
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isStopped) {
      const startedMs = performance.now();
      this.#session = new AbortController();
      try {
        await this.#readOnce(this.#session.signal);
        failures = 0;
      } catch (cause) {
        if (this.#isStopped) return;
        if (performance.now() - startedMs > GOOD_AFTER_MS) failures = 0;
        await this.#rest(postgresFault(cause), ++failures);
      }
    }
  }

  async #readOnce(signal: AbortSignal): Promise<void> {
    const { options, collector } = this.#parts;
    await runSession({ options, collector, store: this.#store, report: this.#report, signal });
  }

  async #rest(error: MillraceError, failures: number): Promise<void> {
    const isFinal = error.retry === 'never';
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20));
    // Half of it by chance, so that many sources do not come back in the same moment.
    const pauseMs = longest * (0.5 + Math.random() / 2);
    this.#report.enter(isFinal ? 'stopped' : 'waiting', error, isFinal ? undefined : Date.now() + pauseMs);
    this.#report.reconnects++;
    this.#tell(error);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = isFinal ? undefined : setTimeout(resolve, pauseMs);
    if (!this.#isStopped) await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  #tell(error: MillraceError): void {
    const text = `${error.code} ${error.message}`;
    if (text === this.#toldOf) return;
    this.#toldOf = text;
    this.#parts.onProblem?.(error);
  }
}
