/** The share of late rows by query, over time, as the server tells of it. */

export interface LatePoint {
  readonly at: string;
  readonly rows: number;
  readonly late: number;
}

export interface LateShare {
  readonly query: string;
  readonly rows: number;
  readonly late: number;
  readonly share: number;
  readonly points: readonly LatePoint[];
}

export interface LateShares {
  readonly from: string;
  readonly to: string;
  readonly stepSeconds: number;
  readonly items: readonly LateShare[];
}

export interface LateCurve {
  /** When each step begins, in epoch seconds; all steps of the range. */
  readonly seconds: readonly number[];
  /** From 0 to 1; null where there were no rows. */
  readonly shares: readonly (number | null)[];
}

/** Every step of the range, whether or not there were rows in it. */
export function lateCurve(
  { from, to, stepSeconds }: Omit<LateShares, 'items'>,
  points: readonly LatePoint[],
): LateCurve {
  const byStep = new Map(points.map(({ at, rows, late }) => [Date.parse(at) / 1000, rows === 0 ? null : late / rows]));
  const first = Math.floor(Date.parse(from) / 1000 / stepSeconds) * stepSeconds;
  const end = Date.parse(to) / 1000;
  const seconds: number[] = [];
  for (let at = first; at < end; at += stepSeconds) seconds.push(at);
  return { seconds, shares: seconds.map((at) => byStep.get(at) ?? null) };
}

/** As the table shows them: what came late most comes first. */
export function mostLateFirst(items: readonly LateShare[]): readonly LateShare[] {
  return items.toSorted((a, b) => b.share - a.share || b.rows - a.rows || (a.query < b.query ? -1 : 1));
}

/** A share that is small must not look like none. */
export function shareText(share: number, format: (share: number) => string): string {
  if (share > 0 && share < 0.0005) return `< ${format(0.001)}`;
  return format(share);
}
