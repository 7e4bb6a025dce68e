/**
 * Acknowledgements: somebody has an alert in hand. They come through the log, as events of type alert_acknowledge, and go
 * when the alert is resolved. What is acknowledged is told as before: only a silence keeps it from being told.
 */
import { propertiesOf, type ShopEvent } from '../shop-event.ts';

export interface Acknowledgement {
  /** Who has it. */
  readonly by: string;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** What is said of one firing of an alert: that somebody has it, or with null that nobody has any more. */
export interface AcknowledgementWord {
  readonly fingerprint: string;
  /** Which firing is meant, in epoch milliseconds: a later one is news to everyone. */
  readonly startsMs: number;
  readonly acknowledged: Acknowledgement | null;
}

const LONGEST_TEXT = 2_000;

/** Undefined when the event does not say one. */
export function acknowledgementOf(event: ShopEvent): AcknowledgementWord | undefined {
  const { fingerprint, startsAt, by, note, isReleased } = propertiesOf(event);
  const startsMs = Date.parse(String(startsAt));
  if (typeof fingerprint !== 'string' || Number.isNaN(startsMs)) return undefined;
  if (isReleased === true) return { fingerprint, startsMs, acknowledged: null };
  if (typeof by !== 'string' || by === '') return undefined;
  const words = typeof note === 'string' ? note.slice(0, LONGEST_TEXT) : '';
  return {
    fingerprint,
    startsMs,
    acknowledged: { by: by.slice(0, LONGEST_TEXT), note: words, atMs: event.receivedMs },
  };
}
