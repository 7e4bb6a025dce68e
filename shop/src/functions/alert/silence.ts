/** Silences: for some time, alerts that match are not told. They come through the log, as events of type alert_silence. */
import { propertiesOf, type ShopEvent } from '../shop-event.ts';
import type { Labels } from './alert.ts';
import { type Matcher, matchesAll, patternFault } from './matcher.ts';

export interface Silence {
  readonly id: string;
  /** All must match; at least one, and not one that every alert would pass. */
  readonly matchers: readonly Matcher[];
  /** Epoch milliseconds: from `startsMs` on, before `endsMs`. */
  readonly startsMs: number;
  readonly endsMs: number;
  readonly createdBy: string;
  readonly comment: string;
  readonly updatedMs: number;
}

/** Silences that are kept; beyond it those that ended first are forgotten. */
export const MAX_SILENCES = 500;

/** The silence that an event sets, changes or ends; undefined when it does not say one. */
export function silenceOf(event: ShopEvent): Silence | undefined {
  const { silenceId, matchers, startsAt, endsAt, createdBy, comment } = propertiesOf(event);
  const startsMs = Date.parse(String(startsAt));
  const endsMs = Date.parse(String(endsAt));
  if (typeof silenceId !== 'string' || silenceId === '' || !(startsMs <= endsMs)) return undefined;
  if (!Array.isArray(matchers) || matchers.length === 0 || !matchers.every(isMatcher)) return undefined;
  if (matchers.some((matcher) => patternFault(matcher) !== undefined)) return undefined;
  return {
    id: silenceId,
    matchers,
    startsMs,
    endsMs,
    createdBy: textOf(createdBy),
    comment: textOf(comment),
    updatedMs: event.receivedMs,
  };
}

/** The newest word on each silence, without those that ended longest ago where there are too many. */
export function withSilence(silences: readonly Silence[], silence: Silence): readonly Silence[] {
  const others = silences.filter(({ id }) => id !== silence.id);
  const all = [...others, silence];
  if (all.length <= MAX_SILENCES) return all;
  return all.sort((a, b) => b.endsMs - a.endsMs).slice(0, MAX_SILENCES);
}

/** The silence that keeps an alert with these labels from being told at that time. */
export function silencedBy(silences: readonly Silence[], labels: Labels, nowMs: number): Silence | undefined {
  return silences.find(
    ({ startsMs, endsMs, matchers }) => startsMs <= nowMs && nowMs < endsMs && matchesAll(matchers, labels),
  );
}

function isMatcher(value: unknown): value is Matcher {
  if (typeof value !== 'object' || value === null) return false;
  const { name, value: text, isRegex, isEqual } = value as Readonly<Record<string, unknown>>;
  const flags = [isRegex, isEqual].every((flag) => typeof flag === 'boolean');
  return typeof name === 'string' && typeof text === 'string' && flags;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
