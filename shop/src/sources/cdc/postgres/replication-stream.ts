/**
 * The connection on which a slot's changes come. `pg-logical-replication` keeps the protocol; its messages are decoded here.
 *
 * R1. Its timed acknowledgement is switched off: it confirms what was received, not what is on disk.
 * R2. Its `acknowledge` confirms one byte more than it is given, and a commit record may begin at that very byte; so it is
 *     given one byte less.
 * R3. While too much waits, the socket is not read: the server then waits, too.
 */
import type { Client, Connection } from 'pg';
import { LogicalReplicationService } from 'pg-logical-replication';
import { lsnText, parseLsn } from './lsn.ts';
import { PgoutputDecoder, type ReplicationMessage, type WantedColumns } from './pgoutput-decoder.ts';
import { clientConfig, type PostgresSourceOptions, quoted, quotedText } from './postgres-options.ts';

export interface ReplicationListener {
  onMessage(message: ReplicationMessage): void;
  /** The server has read its log up to there, and sent everything committed before. */
  onKeepalive(lsn: number): void;
}

const ANSWER_EVERY_MS = 5_000;
/** A server that says nothing for so long has gone: it is asked every few seconds. */
const LONGEST_SILENCE_MS = 60_000;

export class ReplicationStream {
  readonly #service: LogicalReplicationService;
  readonly #plugin: Plugin;
  readonly #options: PostgresSourceOptions;
  readonly #failed = Promise.withResolvers<never>();
  #confirmedLsn = 0;
  #heardMs = performance.now();
  #isPaused = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PostgresSourceOptions, wanted: WantedColumns, listener: ReplicationListener) {
    this.#options = options;
    this.#failed.promise.catch(() => undefined);
    this.#service = new LogicalReplicationService(clientConfig(options), {
      acknowledge: { auto: false, timeoutSeconds: 0 },
    });
    const decoder = new PgoutputDecoder(wanted);
    this.#plugin = new Plugin(options.publication, (bytes) => {
      this.#heardMs = performance.now();
      try {
        listener.onMessage(decoder.decode(bytes));
      } catch (cause) {
        // Thrown out of a socket's event it would end the process.
        this.#failed.reject(cause);
      }
    });
    this.#service.on('heartbeat', (lsn, _serverMs, shouldRespond) => {
      this.#heardMs = performance.now();
      listener.onKeepalive(parseLsn(lsn));
      if (shouldRespond) this.#answer();
    });
  }

  /** Reads until the connection ends or `stop` is called. @throws what ended it. */
  async run(fromLsn: number): Promise<void> {
    this.#confirmedLsn = fromLsn;
    // The listener outlives the connection: what comes after its end must not end the process.
    this.#service.on('error', (cause) => this.#failed.reject(cause));
    this.#timer = setInterval(() => {
      if (!this.#isPaused && performance.now() - this.#heardMs > LONGEST_SILENCE_MS) {
        this.#failed.reject(new Error('the server has been silent for a minute'));
      }
      this.#answer(true);
    }, ANSWER_EVERY_MS);
    try {
      await Promise.race([
        this.#service.subscribe(this.#plugin, this.#options.slot, lsnText(fromLsn)),
        this.#failed.promise,
      ]);
    } finally {
      clearInterval(this.#timer);
    }
  }

  /** What was committed before `lsn` is on disk here: the server may forget it. */
  confirm(lsn: number): void {
    this.#confirmedLsn = Math.max(this.#confirmedLsn, lsn);
    this.#answer();
  }

  pause(): void {
    this.#isPaused = true;
    this.#plugin.connection?.stream.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#heardMs = performance.now();
    this.#plugin.connection?.stream.resume();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#service.stop().catch(() => undefined);
  }

  /** @param ping asks the server to say where it is. */
  #answer(ping = false): void {
    if (this.#confirmedLsn === 0) return;
    this.#service.acknowledge(lsnText(this.#confirmedLsn - 1), ping).catch(() => undefined);
  }
}

/** The library's way of having output decoded; what it returns is not used. */
class Plugin {
  readonly name = 'pgoutput';
  readonly options = {};
  connection: Connection | undefined;
  readonly #publication: string;
  readonly #onBytes: (bytes: Buffer) => void;

  constructor(publication: string, onBytes: (bytes: Buffer) => void) {
    this.#publication = publication;
    this.#onBytes = onBytes;
  }

  start(client: Client, slot: string, fromLsn: string): Promise<unknown> {
    this.connection = client.connection;
    const names = quotedText(quoted(this.#publication));
    return client.query(
      `START_REPLICATION SLOT ${quoted(slot)} LOGICAL ${fromLsn} (proto_version '1', publication_names ${names})`,
    );
  }

  parse(bytes: Buffer): void {
    this.#onBytes(bytes);
  }
}
