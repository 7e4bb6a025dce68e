/**
 * Scores that fade: what counted `w` on its day counts `w × 2^(−days since / half-life)` later. Days are those of UTC, so
 * a state is faded once a day and not once an event. Scores are whole thousandths: they stay short as JSON.
 *
 * A list holds a bounded number of keys; a new key takes the place of the weakest.
 */

export const ONE = 1000;
const DAY_MS = 86_400_000;

export interface ScoreList {
  readonly keys: string[];
  readonly scores: number[];
}

export interface Ranked {
  readonly key: string;
  readonly score: number;
}

export function emptyScores(): ScoreList {
  return { keys: [], scores: [] };
}

/** Days since 1970 in UTC. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** What an event of `days` ago still weighs, in thousandths; `days` below zero count as zero. */
export function fadedWeight(weight: number, days: number, halfLifeDays: number): number {
  return days <= 0 ? weight * ONE : Math.round(weight * ONE * 2 ** (-days / halfLifeDays));
}

/** Fades plain scores by some days, in place. */
export function fade(scores: number[], days: number, halfLifeDays: number): void {
  const factor = 2 ** (-days / halfLifeDays);
  for (let at = 0; at < scores.length; at++) scores[at] = Math.round((scores[at] ?? 0) * factor);
}

/** Fades a list by some days, and drops what has come to nothing. */
export function fadeList({ keys, scores }: ScoreList, days: number, halfLifeDays: number): void {
  fade(scores, days, halfLifeDays);
  for (let at = keys.length - 1; at >= 0; at--) {
    if (scores[at] === 0) {
      keys.splice(at, 1);
      scores.splice(at, 1);
    }
  }
}

/** Adds thousandths to a key of a list that holds `most` keys at most. */
export function addScore({ keys, scores }: ScoreList, key: string, thousandths: number, most: number): void {
  if (thousandths === 0) return;
  // What comes now has mostly come just before, too. A loop: lists are short, and lastIndexOf takes longer to begin.
  let place = keys.length - 1;
  while (place >= 0 && keys[place] !== key) place--;
  if (place >= 0) {
    scores[place] = (scores[place] ?? 0) + thousandths;
    return;
  }
  place = keys.length < most ? keys.length : weakest(scores);
  keys[place] = key;
  scores[place] = thousandths;
}

/** The first of the lowest scores. */
function weakest(scores: readonly number[]): number {
  let place = 0;
  for (let at = 1; at < scores.length; at++) if ((scores[at] ?? 0) < (scores[place] ?? 0)) place = at;
  return place;
}

/** The keys by score as of some days later, highest first, equal ones by key. */
export function ranked({ keys, scores }: ScoreList, days: number, halfLifeDays: number): readonly Ranked[] {
  const factor = days <= 0 ? 1 : 2 ** (-days / halfLifeDays);
  const list = keys.map((key, at) => ({ key, score: Math.round((scores[at] ?? 0) * factor) / ONE }));
  return list.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
}

/** The key with the highest score, of equal ones the first by name; null when there is none. Fading changes no order. */
export function strongest({ keys, scores }: ScoreList): string | null {
  let best = -1;
  for (let at = 0; at < keys.length; at++) {
    const above = (scores[at] ?? 0) - (scores[best] ?? -1);
    if (above > 0 || (above === 0 && (keys[at] ?? '') < (keys[best] ?? ''))) best = at;
  }
  return keys[best] ?? null;
}
