/** Questions to the norms: what is usual now, and at each hour of the week. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { NormSettings } from './alert-settings.ts';
import type { HourHistory } from './alert-state.ts';
import { hoursOfWeek, type UsualFigures, usualAt, usualUpTo } from './usual.ts';

export interface NormsNow {
  /** Of the hour of the clock. */
  readonly hour: UsualFigures;
  /** Of the last sixty minutes. */
  readonly lastHour: UsualFigures;
}

export type NormQuestions = {
  normsNow: [request: { readonly atMs: number }, answer: NormsNow];
  /** By hour of the week, from Monday's first. */
  normsOfWeek: [request: { readonly atMs: number }, answer: readonly UsualFigures[]];
};

export function normAnswers(tables: FoldTables, settings: NormSettings) {
  const histories = tables.table<HourHistory>('alert-norms');
  const find = (key: string) => histories.get(key);
  return {
    normsNow: ({ atMs }: { readonly atMs: number }) => ({
      hour: usualAt(find, atMs, settings),
      lastHour: usualUpTo(find, atMs, settings),
    }),
    normsOfWeek: ({ atMs }: { readonly atMs: number }) =>
      hoursOfWeek(atMs).map((hourMs) => usualAt(find, hourMs, settings)),
  };
}
