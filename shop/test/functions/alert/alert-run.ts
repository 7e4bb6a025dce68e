/** The alerts over tables in memory, and what they have given out so far. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from '../../../src/functions/alert/alert-settings.ts';
import { type AlertableDecision, Alerts } from '../../../src/functions/alert/alerts.ts';
import type { Matcher } from '../../../src/functions/alert/matcher.ts';
import type { NotifiedAlert } from '../../../src/functions/alert/notification.ts';
import type { OpsSample } from '../../../src/functions/alert/ops-sample.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import type { ViewOutput } from '../../../src/functions/view-output.ts';

/** A Monday. */
export const START = Date.parse('2026-01-05T12:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;

export interface Told {
  readonly number: number;
  readonly id: string;
  readonly atMs: number;
  readonly groupKey: string;
  readonly status: string;
  readonly alerts: readonly NotifiedAlert[];
}

export class AlertRun {
  readonly outputs: ViewOutput[] = [];
  tables = new JsonTables();
  alerts: Alerts;
  readonly #settings: AlertSettings;

  constructor(settings: Partial<AlertSettings> = {}) {
    this.#settings = { ...DEFAULT_ALERT_SETTINGS, ...settings };
    this.alerts = this.#open();
  }

  /** Goes on with what is left of the state after a trip through JSON text. */
  reload(): void {
    this.tables = JsonTables.load(JSON.parse(JSON.stringify(this.tables.save())));
    this.alerts = this.#open();
  }

  get told(): readonly Told[] {
    return this.outputs.filter(({ view }) => view === 'alert_notifications').map(({ row }) => toldBy(row ?? {}));
  }

  /** What the view `alerts` shows in the end: status and what keeps it back, by alert name. */
  get shown(): readonly (readonly [name: string, status: string, suppressedBy: string | null])[] {
    const rows = new Map<string, ViewRow>();
    for (const { view, key, row } of this.outputs) if (view === 'alerts' && row) rows.set(JSON.stringify(key), row);
    return [...rows.values()].map(({ alertname, status, suppressedBy }) => [
      String(alertname),
      String(status),
      suppressedBy === null ? null : String(suppressedBy),
    ]);
  }

  /** Time passes second by second, as heartbeats tell it. */
  pass(fromMs: number, toMs: number): void {
    for (let atMs = fromMs; atMs <= toMs; atMs += SECOND) this.alerts.onTime(atMs);
  }

  #open(): Alerts {
    return new Alerts(this.tables, (output) => this.outputs.push(output), this.#settings);
  }
}

export function stockRow(atMs: number, productId: string, onHand: number): ViewRow {
  const changedAt = new Date(atMs).toISOString();
  return { changedAt, productId, eventId: `e${atMs}`, onHand, threshold: 10, daysOfCover: null, reorder: 0 };
}

export function decision(decidedMs: number, orderId: string, score: number): AlertableDecision {
  const outcome = score >= 80 ? 'decline' : 'approve';
  return { orderId, outcome, score, decidedMs, visitor: 'ann', reasons: [{ code: 'IP_VELOCITY' }] };
}

export function sample(atMs: number, more: Partial<OpsSample> = {}): OpsSample {
  const calm = { running: true, lagMs: 5, watermarkMs: null, events: 1_000, lateShare: 0, quarantineShare: 0 };
  return { atMs, ...calm, diskFreeShare: 0.5, ...more };
}

export function silenceEvent(
  atMs: number,
  silence: {
    readonly id: string;
    readonly matchers: readonly Matcher[];
    readonly startsMs?: number;
    readonly endsMs: number;
  },
): ShopEvent {
  const { id, matchers, startsMs = atMs, endsMs } = silence;
  const times = { startsAt: new Date(startsMs).toISOString(), endsAt: new Date(endsMs).toISOString() };
  const properties = { silenceId: id, matchers, ...times, createdBy: 'ann', comment: 'planned' };
  return { ...BLANK, eventId: `s${atMs}`, timestampMs: atMs, receivedMs: atMs, properties: JSON.stringify(properties) };
}

/** Somebody has the alert that began then in hand; with `by` null it is handed back. */
export function acknowledgeEvent(atMs: number, { fingerprint, startsMs, by, note = '' }: AcknowledgeWords): ShopEvent {
  const word = by === null ? { isReleased: true } : { by, note };
  const properties = JSON.stringify({ fingerprint, startsAt: new Date(startsMs).toISOString(), ...word });
  const eventType = 'alert_acknowledge' as const;
  return { ...BLANK, eventType, eventId: `a${atMs}`, timestampMs: atMs, receivedMs: atMs, properties };
}

interface AcknowledgeWords {
  readonly fingerprint: string;
  readonly startsMs: number;
  readonly by: string | null;
  readonly note?: string;
}

export function named(value: string): Matcher {
  return { name: 'alertname', value, isRegex: false, isEqual: true };
}

const BLANK: ShopEvent = {
  eventId: '',
  userId: null,
  anonymousId: null,
  sessionId: null,
  eventType: 'alert_silence',
  timestampMs: 0,
  receivedMs: 0,
  productId: null,
  category: null,
  priceTenThousandths: null,
  quantity: null,
  deviceType: null,
  country: null,
  region: null,
  orderId: null,
  status: null,
  query: null,
  ip: null,
  currency: null,
  properties: null,
};

function toldBy(row: ViewRow): Told {
  return {
    number: Number(row.number),
    id: String(row.notificationId),
    atMs: Date.parse(String(row.notifiedAt)),
    groupKey: String(row.groupKey),
    status: String(row.status),
    alerts: JSON.parse(String(row.alerts)),
  };
}
