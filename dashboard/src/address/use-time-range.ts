/** The span of time that a page looks at: `range=24h` up to now, or `from` and `to`. */

import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { serverNow } from '../live/server-clock.ts';
import { useSetParameters } from './use-parameter.ts';

export const RANGES = ['1h', '3h', '12h', '24h', '7d'] as const;
export type RangeName = (typeof RANGES)[number];

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SPANS_MS: Readonly<Record<RangeName, number>> = {
  '1h': HOUR_MS,
  '3h': 3 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
};

export interface TimeRange {
  /** Null when both ends were chosen. */
  readonly name: RangeName | null;
  /** ISO 8601, UTC, whole minutes. */
  readonly from: string;
  /** Undefined: up to now, and what comes is part of it. */
  readonly to: string | undefined;
  readonly spanMs: number;
  readonly choose: (name: RangeName) => void;
  /** Epoch milliseconds. */
  readonly chooseBetween: (fromMs: number, toMs: number) => void;
}

/** The range stays the same object while nothing is chosen anew; `from` follows the clock when the page is opened again. */
export function useTimeRange(fallback: RangeName): TimeRange {
  const { query } = useLocation();
  const setParameters = useSetParameters();
  const { range, from, to } = query;
  return useMemo(() => {
    const choose = (name: RangeName) => setParameters({ range: name === fallback ? '' : name, from: '', to: '' });
    const chooseBetween = (fromMs: number, toMs: number) =>
      setParameters({ range: '', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
    return { ...spanOf({ range, from, to }, fallback), choose, chooseBetween };
  }, [range, from, to, fallback, setParameters]);
}

type Asked = Readonly<Record<'range' | 'from' | 'to', string | undefined>>;

function spanOf({ range, from, to }: Asked, fallback: RangeName): Omit<TimeRange, 'choose' | 'chooseBetween'> {
  const fromMs = Date.parse(from ?? '');
  const toMs = Date.parse(to ?? '');
  if (fromMs < toMs) return { name: null, from: minute(fromMs), to: minute(toMs), spanMs: toMs - fromMs };
  const name = RANGES.find((known) => known === range) ?? fallback;
  const spanMs = SPANS_MS[name];
  return { name, from: minute(serverNow() - spanMs), to: undefined, spanMs };
}

function minute(ms: number): string {
  return new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString();
}
