/** How often something hit, and how often rightly, as far as that is known. */

export interface Tally {
  readonly hits: number;
  /** Hits whose order is known to be a fraud. */
  readonly frauds: number;
  /** Hits whose order is known to be good. */
  readonly goods: number;
}

export const noTally: Tally = { hits: 0, frauds: 0, goods: 0 };

/** @param isFraud null when it is not known. */
export function tallied({ hits, frauds, goods }: Tally, isFraud: boolean | null): Tally {
  return { hits: hits + 1, frauds: frauds + Number(isFraud === true), goods: goods + Number(isFraud === false) };
}

/** Of the hits whose truth is known, the share that were frauds; null when none is known. */
export function precision({ frauds, goods }: Tally): number | null {
  return frauds + goods === 0 ? null : frauds / (frauds + goods);
}

/** Of all known frauds, the share that was hit; null when there are none. */
export function recall({ frauds }: Tally, allFrauds: number): number | null {
  return allFrauds === 0 ? null : frauds / allFrauds;
}
