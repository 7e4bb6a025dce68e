/** Everything that leaves the process about alerts: a queue for each destination, and the dead letters of all. */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { Counter, Gauge, type Registry } from 'prom-client';
import { Courier, type DeliveryResult } from './courier.ts';
import { type DeadLetter, type DeadLetters, openDeadLetters } from './dead-letters.ts';
import type { Destination, SlackDestination, WebhookDestination } from './destination.ts';
import { DestinationQueue } from './destination-queue.ts';
import type { OutgoingMessage } from './post-message.ts';
import { slackBody } from './slack-message.ts';
import type { StoredNotification } from './stored-notification.ts';
import { webhookBody, webhookHeaders } from './webhook-message.ts';

export interface AlertDeliveryOptions {
  readonly destinations: readonly Destination[];
  /** Where receivers find this server, for the links in what they get. */
  readonly externalUrl: () => string;
  readonly log: LmdbLogWriter;
  readonly notifications: () => ViewReader | undefined;
  /** Where the counters are kept. */
  readonly registry: Registry;
  /** Takes a line of the destination `log`; standard error by default. */
  readonly writeLine?: (line: string) => void;
}

/** What sending a dead letter again has come to; a reason when it was not taken. */
export interface ResendResult {
  readonly letter: DeadLetter;
  readonly reason: string | undefined;
}

interface Outlet {
  readonly destination: Destination;
  readonly queue: DestinationQueue;
  readonly courier: Courier | undefined;
}

export class AlertDelivery {
  readonly deadLetters: DeadLetters;
  readonly #options: AlertDeliveryOptions;
  readonly #outlets: readonly Outlet[];
  readonly #deliveries: Counter<'destination' | 'outcome'>;
  readonly #ending = new AbortController();

  constructor(options: AlertDeliveryOptions) {
    this.#options = options;
    this.deadLetters = openDeadLetters(options.log);
    this.#deliveries = new Counter({
      name: 'millrace_alert_deliveries_total',
      help: 'Notifications by destination and what became of them; retried counts the tries that failed.',
      labelNames: ['destination', 'outcome'],
      registers: [options.registry],
    });
    this.#forgetOthers();
    this.#outlets = options.destinations.map((destination) => this.#open(destination));
    this.#addGauges(options.registry);
  }

  /** Call it when a commit has brought notifications. */
  wake(): void {
    for (const { queue } of this.#outlets) queue.wake();
  }

  /**
   * Tries a dead letter once more, now, under its old key.
   * @returns undefined when its destination is no longer configured.
   */
  async resend(letter: DeadLetter): Promise<ResendResult | undefined> {
    const outlet = this.#outlets.find(({ destination }) => destination.name === letter.destination);
    if (!outlet) return undefined;
    const reason = await this.#sendNow(outlet, letter.notification);
    const resentAt = new Date().toISOString();
    const tried = { ...letter, tries: letter.tries + 1, resentAt, reason: reason ?? letter.reason };
    const after: DeadLetter = { ...tried, state: reason === undefined ? 'resent' : letter.state };
    await this.deadLetters.replace(after);
    return { letter: after, reason };
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#outlets.map(({ queue }) => queue.close()));
    await Promise.all(this.#outlets.map(({ courier }) => courier?.close()));
  }

  #open(destination: Destination): Outlet {
    const { name } = destination;
    const count = (outcome: string) => this.#deliveries.inc({ destination: name, outcome });
    const courier =
      destination.type === 'log'
        ? undefined
        : new Courier({ ...destination.delivery, onFailedTry: () => count('retried') });
    const queue = new DestinationQueue({
      destination,
      notifications: this.#options.notifications,
      places: this.#options.log.openSettings(PLACES),
      deadLetters: this.deadLetters,
      send: (notification, signal) => this.#send({ destination, courier }, notification, signal),
      onSettled: ({ delivered }) => count(delivered ? 'delivered' : 'dead'),
    });
    return { destination, queue, courier };
  }

  async #send(
    { destination, courier }: Pick<Outlet, 'destination' | 'courier'>,
    notification: StoredNotification,
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    if (destination.type !== 'log' && courier) {
      return courier.deliver(() => this.#message(destination, notification), signal);
    }
    this.#writeLine(destination, notification);
    return { delivered: true, tries: 1 };
  }

  async #sendNow({ destination, courier }: Outlet, notification: StoredNotification): Promise<string | undefined> {
    if (destination.type !== 'log' && courier) {
      return courier.deliverNow(this.#message(destination, notification), this.#ending.signal);
    }
    this.#writeLine(destination, notification);
    return undefined;
  }

  #message(destination: WebhookDestination | SlackDestination, notification: StoredNotification): OutgoingMessage {
    const externalUrl = this.#options.externalUrl();
    const { url, name } = destination;
    if (destination.type === 'slack') return { url, headers: {}, body: slackBody(notification, externalUrl) };
    const body = webhookBody(notification, name, externalUrl);
    const headers = webhookHeaders({ id: notification.id, body, sentMs: Date.now() }, destination.secrets);
    return { url, headers, body };
  }

  #writeLine({ name }: Destination, { id, notifiedAt, status, groupKey, alerts }: StoredNotification): void {
    const write = this.#options.writeLine ?? ((line: string) => void process.stderr.write(line));
    write(`${JSON.stringify({ alert: name, notificationId: id, notifiedAt, status, groupKey, alerts })}\n`);
  }

  /** A destination that was taken out of the configuration, and comes back, begins anew. */
  #forgetOthers(): void {
    const places = this.#options.log.openSettings(PLACES);
    const names = new Set(this.#options.destinations.map(({ name }) => name));
    for (const [name] of places.entries()) if (!names.has(name)) places.remove(name).catch(() => undefined);
  }

  #addGauges(registry: Registry): void {
    const outlets = this.#outlets;
    const labelled = { labelNames: ['destination'], registers: [registry] };
    new Gauge({
      ...labelled,
      name: 'millrace_alert_queue_length',
      help: 'Notifications that wait for a destination, up to 1,000.',
      collect() {
        for (const { destination, queue } of outlets) this.set({ destination: destination.name }, queue.length);
      },
    });
    new Gauge({
      ...labelled,
      name: 'millrace_alert_circuit_open',
      help: '1 while a destination that keeps failing is left alone.',
      collect() {
        for (const { destination, courier } of outlets)
          this.set({ destination: destination.name }, courier?.rests ? 1 : 0);
      },
    });
  }
}

const PLACES = 'alert-places';
