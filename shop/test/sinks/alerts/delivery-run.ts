/** A delivery over a real log and a stream of notifications that a test fills. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { MemoryEnvironment } from '@millrace/engine/storage/memory-environment.ts';
import { openViewWriter } from '@millrace/engine/views/environment-view.ts';
import { Registry } from 'prom-client';
import { AlertDelivery } from '../../../src/sinks/alerts/alert-delivery.ts';
import { DEFAULT_DELIVERY, type DeliverySettings, type Destination } from '../../../src/sinks/alerts/destination.ts';
import { NOTIFICATIONS_VIEW } from '../../../src/sinks/alerts/stored-notification.ts';

const NOON = Date.parse('2026-01-05T12:00:00Z');

/** Quick enough for a test, and still with every mechanism at work. */
export const QUICK: DeliverySettings = {
  ...DEFAULT_DELIVERY,
  timeoutMs: 300,
  maxTries: 4,
  firstPauseMs: 10,
  maxPauseMs: 40,
  breakAfter: 1_000,
};

export class DeliveryRun {
  readonly #environment = new MemoryEnvironment();
  readonly #view = openViewWriter(this.#environment, {
    name: NOTIFICATIONS_VIEW,
    schema: [
      { name: 'notifiedAt', type: { kind: 'TIMESTAMP', precision: 3, nullable: false } },
      { name: 'number', type: { kind: 'BIGINT', nullable: false } },
    ],
    primaryKey: ['notifiedAt', 'number'],
    feedLength: 10,
  });
  readonly registry = new Registry();
  readonly lines: string[] = [];
  #folder = '';
  #log: LmdbLogWriter | undefined;
  #delivery: AlertDelivery | undefined;
  #number = 0;

  get delivery(): AlertDelivery {
    if (!this.#delivery) throw new Error('not open');
    return this.#delivery;
  }

  async open(destinations: readonly Destination[]): Promise<void> {
    if (this.#folder === '') this.#folder = await mkdtemp(join(tmpdir(), 'millrace-alerts-'));
    this.#log = openLogWriter(this.#folder, 1);
    this.registry.clear();
    this.#delivery = new AlertDelivery({
      destinations,
      externalUrl: () => 'https://millrace.example',
      log: this.#log,
      notifications: () => this.#view,
      registry: this.registry,
      writeLine: (line) => this.lines.push(line),
    });
  }

  /** One notification; returns its key. */
  notify(labels: Readonly<Record<string, string>> = {}): string {
    const number = ++this.#number;
    const notifiedMs = NOON + number * 1_000;
    const notifiedAt = new Date(notifiedMs).toISOString();
    const all = { alertname: 'StockLow', productId: `p${number}`, ...labels };
    const alert = { status: 'firing', labels: all, annotations: { summary: `${number} <left>` }, startsAt: notifiedAt };
    const row = {
      notifiedAt,
      number,
      notificationId: `ntf_${number}`,
      groupKey: '{}:{alertname="StockLow"}',
      status: 'firing',
      groupLabels: '{"alertname":"StockLow"}',
      commonLabels: JSON.stringify(all),
      commonAnnotations: '{}',
      alerts: JSON.stringify([{ ...alert, endsAt: '0001-01-01T00:00:00Z', fingerprint: `f${number}` }]),
      truncatedAlerts: 0,
    };
    this.#environment.transaction(() => this.#view.put({ key: [notifiedMs, number], row, final: true }));
    this.#delivery?.wake();
    return row.notificationId;
  }

  /** What a metric says of a destination. */
  async measured(name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> {
    const metric = (await this.registry.getMetricsAsJSON()).find((each) => each.name === name);
    const values = (metric?.values ?? []) as readonly { labels: Record<string, unknown>; value: number }[];
    return values.find((each) => Object.entries(labels).every(([key, value]) => each.labels[key] === value))?.value;
  }

  async close(): Promise<void> {
    await this.#delivery?.close();
    this.#delivery = undefined;
    await this.#log?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    if (this.#folder !== '') await rm(this.#folder, { recursive: true });
  }
}

export function webhook(url: string, more: Partial<Extract<Destination, { type: 'webhook' }>> = {}): Destination {
  return { type: 'webhook', name: 'hook', url, match: [], secrets: [], delivery: QUICK, ...more };
}
