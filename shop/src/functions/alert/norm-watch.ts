/**
 * Revenue and conversion of the shop's five-minute windows against what the same hour of the week usually has.
 *
 * N1. A window is judged once, when event time in the pipelines' results has passed it: what it has not got by then it
 *     will not get. Windows that passed while nobody measured (the server was down, or catching up) are not judged.
 * N2. A window joins the history of its hour, once, when both views have come an hour further; weeks beyond `weeks` are
 *     forgotten.
 * N3. A norm speaks when `minWeeks` earlier weeks are known. A window is never compared with its own week.
 */
import type { Finding, Labels } from './alert.ts';
import { type AlertSession, ONLY } from './alert-session.ts';
import type { NormSettings } from './alert-settings.ts';
import { EMPTY_WATCH, type WatchState, type WindowFigures } from './alert-state.ts';
import { isoTime } from './alert-views.ts';
import { distance, type Norm, normOf } from './norm.ts';
import { conversionOf, historyKey, learnWindow, WINDOW_MS } from './norm-history.ts';
import { HOUR_MS, weekNumber } from './week-hour.ts';

/** Rows of a window may arrive a little after the word that its time has passed. */
const SETTLE_MS = 10_000;
/** After a longer silence between two samples, the windows in it have not been watched. */
const WATCHED_GAP_MINUTES = 2;

/**
 * Windows wait so long for the other view's word: longer than the log reaches back, so that after a replay, where one view may
 * be read to its end before the other, the same is learned.
 */
const MAX_WAITING_MS = 8 * 24 * HOUR_MS;

const NO_FIGURES: WindowFigures = { revenue: null, orders: null, events: null, visitors: null, buyers: null };

const METRICS = ['revenue', 'conversion'] as const;
type Metric = (typeof METRICS)[number];

/** A window's row of `revenue_total` or `traffic`. */
export interface WindowRow {
  readonly startMs: number;
  readonly figures: Partial<WindowFigures>;
}

export function noteWindow(session: AlertSession, { startMs, figures }: WindowRow, settings: NormSettings): void {
  const watch = session.get('alert-watch', ONLY) ?? EMPTY_WATCH;
  if (startMs < watch.learnedToMs) return;
  const known = { ...NO_FIGURES, ...watch.windows[startMs] };
  const windows: Record<string, WindowFigures> = { ...watch.windows, [startMs]: { ...known, ...figures } };
  const starts = Object.keys(windows)
    .map(Number)
    .sort((a, b) => a - b);
  const closedMs = closedUntil(windows, starts);
  for (const start of starts.filter((each) => each < closedMs)) {
    learnWindow(session, { startMs: start, figures: windows[start] ?? NO_FIGURES }, settings);
    delete windows[start];
  }
  session.put('alert-watch', ONLY, { ...watch, windows, learnedToMs: Math.max(watch.learnedToMs, closedMs) });
}

/** N2: both views have come an hour further. One of them may have nothing to say for long; then a week must do. */
function closedUntil(windows: Readonly<Record<string, WindowFigures>>, starts: readonly number[]): number {
  const newest = (figure: 'revenue' | 'visitors') =>
    starts.findLast((start) => (windows[start]?.[figure] ?? null) !== null) ?? 0;
  const bothMs = Math.min(newest('revenue'), newest('visitors')) - HOUR_MS;
  return Math.max(bothMs, (starts.at(-1) ?? 0) - MAX_WAITING_MS);
}

/** What the windows say that have passed since the last call. */
export function watchNorms(
  session: AlertSession,
  sample: { readonly atMs: number; readonly watermarkMs: number | null },
  settings: NormSettings,
): readonly Finding[] {
  const watch = watchedUntil(session, sample.atMs);
  if (sample.watermarkMs === null) return [];
  const passedMs = Math.floor((sample.watermarkMs - SETTLE_MS) / WINDOW_MS) * WINDOW_MS;
  if (passedMs <= watch.judgedToMs) return [];
  const findings: Finding[] = [];
  let { streaks } = watch;
  // An hour at most: older windows are no longer at hand.
  for (let startMs = Math.max(watch.judgedToMs, passedMs - HOUR_MS); startMs < passedMs; startMs += WINDOW_MS) {
    for (const metric of METRICS) {
      const verdict = judge(session, { metric, startMs, figures: watch.windows[startMs] }, settings);
      streaks = counted(streaks, { metric, verdict }, settings);
      findings.push(...found(metric, { startMs, streaks, verdict }, settings));
    }
  }
  session.put('alert-watch', ONLY, { ...watch, streaks, judgedToMs: passedMs });
  return findings;
}

/** N1: the windows of a gap in the samples are passed over. The minute is written down, not each second. */
function watchedUntil(session: AlertSession, atMs: number): WatchState {
  const watch = session.get('alert-watch', ONLY) ?? EMPTY_WATCH;
  const minute = Math.floor(atMs / 60_000);
  if (watch.minute !== null && minute <= watch.minute) return watch;
  const missed = watch.minute === null || minute - watch.minute > WATCHED_GAP_MINUTES;
  const judgedToMs = missed ? Math.ceil(atMs / WINDOW_MS) * WINDOW_MS : watch.judgedToMs;
  const now = { ...watch, minute, judgedToMs, streaks: missed ? {} : watch.streaks };
  session.put('alert-watch', ONLY, now);
  return now;
}

interface Judged {
  readonly metric: Metric;
  readonly startMs: number;
  readonly figures: WindowFigures | undefined;
}

interface Verdict {
  readonly value: number;
  readonly norm: Norm;
  readonly distance: number;
}

/** Undefined when nothing can be said. */
function judge(
  session: AlertSession,
  { metric, startMs, figures }: Judged,
  settings: NormSettings,
): Verdict | undefined {
  const value = metricValue(metric, figures, settings);
  const history = session.get('alert-norms', historyKey(metric, startMs));
  if (value === undefined || !history) return undefined;
  const earlier = history.weeks.filter(([week]) => week < weekNumber(startMs));
  if (earlier.length < settings.minWeeks) return undefined;
  const norm = normOf(
    earlier.flatMap(([, values]) => values),
    settings.minSpread,
  );
  return norm && { value, norm, distance: distance(value, norm) };
}

/** A window of which nothing came had no revenue; of conversion it says nothing. */
function metricValue(metric: Metric, figures: WindowFigures | undefined, settings: NormSettings): number | undefined {
  return metric === 'revenue' ? (figures?.revenue ?? 0) : conversionOf(figures ?? NO_FIGURES, settings);
}

type Direction = 'Below' | 'Above';
const DIRECTIONS: readonly Direction[] = ['Below', 'Above'];

/** How many windows in a row were out in each direction, this one included. */
function counted(
  streaks: WatchState['streaks'],
  { metric, verdict }: { readonly metric: Metric; readonly verdict: Verdict | undefined },
  { threshold }: NormSettings,
): Readonly<Record<string, number>> {
  const next: Record<string, number> = { ...streaks };
  for (const direction of DIRECTIONS) {
    const key = metric + direction;
    const out = (verdict?.distance ?? 0) * (direction === 'Below' ? -1 : 1);
    if (out > threshold) next[key] = (next[key] ?? 0) + 1;
    else delete next[key];
  }
  return next;
}

function found(
  metric: Metric,
  { startMs, streaks, verdict }: { startMs: number; streaks: WatchState['streaks']; verdict: Verdict | undefined },
  settings: NormSettings,
): readonly Finding[] {
  const atMs = startMs + WINDOW_MS;
  return DIRECTIONS.map((direction) => {
    const labels = labelsOf(metric, direction);
    const isOut = (streaks[metric + direction] ?? 0) >= settings.forWindows;
    if (!isOut || !verdict) return { status: 'resolved', labels, atMs };
    return { status: 'firing', labels, annotations: annotationsOf(metric, startMs, verdict), atMs, endsMs: null };
  });
}

function labelsOf(metric: Metric, direction: Direction): Labels {
  const name = metric === 'revenue' ? 'Revenue' : 'Conversion';
  return { alertname: `${name}${direction}Norm`, severity: direction === 'Below' ? 'critical' : 'warning' };
}

function annotationsOf(metric: Metric, startMs: number, { value, norm, distance: far }: Verdict): Labels {
  const digits = metric === 'revenue' ? 2 : 4;
  const [shown, usual] = [value.toFixed(digits), norm.median.toFixed(digits)];
  return {
    summary: `${metric} is ${shown} in five minutes, where ${usual} is usual at this hour of the week`,
    value: shown,
    usual,
    modifiedZScore: far.toFixed(1),
    windowStart: isoTime(startMs),
  };
}
