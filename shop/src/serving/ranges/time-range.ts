/** `from`, `to` and `minutes` of questions about a stretch of time: the last hour when absent, a quarter of a year at most. */
import { Type } from 'typebox';
import { badRequest } from '../bad-request.ts';
import { timeParameter } from '../time-parameter.ts';

export const MINUTE_MS = 60_000;
export const WINDOW_MS = 5 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS = 92;

export interface TimeRange {
  readonly fromMs: number;
  /** Not part of it. */
  readonly toMs: number;
  /** It is so many minutes long, and its beginning moves on with time: cut into steps, it has no more than fit into it. */
  readonly isRolling?: boolean;
}

export const RANGE_PARAMETERS = {
  from: Type.Optional(Type.String({ description: 'The beginning (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'The end, not included (ISO 8601); now when absent.' })),
  minutes: Type.Integer({
    minimum: 1,
    maximum: MOST_DAYS * 24 * 60,
    default: 60,
    description: 'How long before `to` it begins, when `from` is absent.',
  }),
};

export interface RangeQuery {
  readonly from?: string;
  readonly to?: string;
  readonly minutes: number;
}

/** @throws Problem 400 when they are no times, in the wrong order, or too far apart. */
export function timeRange(query: RangeQuery, nowMs: number): TimeRange {
  const toMs = timeParameter('to', query.to) ?? nowMs;
  const fromMs = timeParameter('from', query.from) ?? toMs - query.minutes * MINUTE_MS;
  if (fromMs >= toMs) throw fault('query.from', 'it is not before `to`', 'Give a beginning that lies before the end.');
  if (toMs - fromMs <= MOST_DAYS * DAY_MS) return { fromMs, toMs, isRolling: query.from === undefined };
  throw fault(
    'query.from',
    `it is more than ${MOST_DAYS} days before \`to\``,
    'Ask for a shorter time, or the warehouse.',
  );
}

/** The starts of the steps of `stepMs` that have a part in the range, counted from 1970 in UTC. */
export function* stepsOf({ fromMs, toMs }: TimeRange, stepMs: number): Generator<number> {
  for (let startMs = floorTo(fromMs, stepMs); startMs < toMs; startMs += stepMs) yield startMs;
}

export function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

export function isoText(ms: number): string {
  return new Date(ms).toISOString();
}

function fault(where: string, what: string, mend: string) {
  return badRequest([{ where, what, mend }]);
}
