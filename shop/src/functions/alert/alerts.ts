/**
 * Alerts as a fold: what the shop should look at, from decisions, from the pipelines' results, from how the process is
 * doing and from time passing. What is told of it leaves as rows of `alert_notifications`.
 */
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { ShopEvent } from '../shop-event.ts';
import type { ViewOutput } from '../view-output.ts';
import { acknowledgementOf } from './acknowledgement.ts';
import type { Finding } from './alert.ts';
import { AlertBook } from './alert-book.ts';
import { type AlertSession, AlertStore } from './alert-session.ts';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from './alert-settings.ts';
import { learnHour } from './norm-history.ts';
import { noteWindow, watchNorms } from './norm-watch.ts';
import type { OpsSample } from './ops-sample.ts';
import { watchPipeline } from './pipeline-watch.ts';
import { silenceOf } from './silence.ts';

/** What an alert needs to know of a fraud decision. */
export interface AlertableDecision {
  readonly orderId: string;
  readonly outcome: string;
  /** 0 to 100. */
  readonly score: number;
  readonly decidedMs: number;
  readonly visitor: string | null;
  readonly reasons: readonly { readonly code: string }[];
}

/** Raise it when the layout of the state changes. */
export const ALERT_STATE_VERSION = 'alert:2';

export class Alerts {
  readonly #store: AlertStore;
  readonly #settings: AlertSettings;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>, settings: AlertSettings = DEFAULT_ALERT_SETTINGS) {
    this.#store = new AlertStore(tables, emit);
    this.#settings = settings;
  }

  /** Silences and acknowledgements come as events; others say nothing here. */
  onEvent(event: ShopEvent): void {
    if (event.eventType === 'alert_silence') this.#silence(event);
    else if (event.eventType === 'alert_acknowledge') this.#acknowledge(event);
  }

  onDecision(decision: AlertableDecision): void {
    if (decision.score < this.#settings.fraud.minScore) return;
    const { decidedMs } = decision;
    this.#run(decidedMs, (_session, book) => book.note([this.#fraud(decision)], decidedMs));
  }

  /** Arrival time has come to here. */
  onTime(arrivalMs: number): void {
    this.#run(arrivalMs, () => undefined);
  }

  /** A final row of a view; most views say nothing here. */
  onRow(view: string, row: ViewRow): void {
    if (view === 'stock_standings') this.#onStock(row);
    else if (view === 'revenue_total' || view === 'traffic') this.#onWindow(view, row);
    else if (view === 'traffic_hours') this.#onHour(row);
  }

  #onHour(row: ViewRow): void {
    const figures = { visitors: Number(row.visitors), buyers: Number(row.buyers) };
    const startMs = Date.parse(String(row.windowStart));
    this.#store.run((session) => learnHour(session, { startMs, figures }, this.#settings.norm));
  }

  #silence(event: ShopEvent): void {
    const silence = silenceOf(event);
    if (silence) this.#run(event.receivedMs, (_session, book) => book.silence(silence, event.receivedMs));
  }

  #acknowledge(event: ShopEvent): void {
    const word = acknowledgementOf(event);
    if (word) this.#run(event.receivedMs, (_session, book) => book.acknowledge(word, event.receivedMs));
  }

  #onWindow(view: 'revenue_total' | 'traffic', row: ViewRow): void {
    const startMs = Date.parse(String(row.windowStart));
    const figures =
      view === 'traffic'
        ? { events: Number(row.events), visitors: Number(row.visitors), buyers: Number(row.buyers) }
        : { revenue: Number(row.revenue), orders: Number(row.orders) };
    this.#store.run((session) => noteWindow(session, { startMs, figures }, this.#settings.norm));
  }

  onSample(sample: OpsSample): void {
    this.#run(sample.atMs, (session, book) => {
      const troubles = watchPipeline(session, sample, this.#settings.pipeline);
      book.note([...troubles, ...watchNorms(session, sample, this.#settings.norm)], sample.atMs);
    });
  }

  #onStock(row: ViewRow): void {
    const finding = stockFinding(row);
    this.#run(finding.atMs, (_session, book) => book.note([finding], finding.atMs));
  }

  /** The outcome may worsen with later lines of the order: it is no label, for that would make another alert of it. */
  #fraud({ orderId, outcome, score, decidedMs, visitor, reasons }: AlertableDecision): Finding {
    const labels = { alertname: 'FraudSuspected', severity: 'critical', orderId };
    const annotations = {
      summary: `order ${orderId} has a fraud score of ${score}: ${outcome}`,
      score: String(score),
      outcome,
      visitor: visitor ?? '',
      reasons: reasons.map(({ code }) => code).join(', '),
    };
    return {
      status: 'firing',
      labels,
      annotations,
      atMs: decidedMs,
      endsMs: decidedMs + this.#settings.fraud.activeMs,
    };
  }

  #run(nowMs: number, work: (session: AlertSession, book: AlertBook) => void): void {
    this.#store.run((session) => {
      const book = new AlertBook(session, this.#settings);
      work(session, book);
      book.tick(nowMs);
    });
  }
}

function stockFinding(row: ViewRow): Finding {
  const productId = String(row.productId);
  const [onHand, threshold] = [Number(row.onHand), Number(row.threshold)];
  const labels = { alertname: 'StockLow', severity: 'warning', productId };
  const atMs = Date.parse(String(row.changedAt));
  if (onHand >= threshold) return { status: 'resolved', labels, atMs };
  const annotations = {
    summary: `${onHand} pieces of ${productId} are left, fewer than ${threshold}`,
    onHand: String(onHand),
    threshold: String(threshold),
    daysOfCover: row.daysOfCover === null ? '' : String(row.daysOfCover),
    reorder: String(row.reorder),
  };
  return { status: 'firing', labels, annotations, atMs, endsMs: null };
}
