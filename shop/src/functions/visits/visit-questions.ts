/** Questions to the visits: who is in the shop, where one visitor stands, and which ways visits take. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { Identities } from '../enrich/identities.ts';
import { featureTables } from '../features/features-fold.ts';
import { byInterest, type ListedVisit, listedVisit, matches, type VisitFilter } from './listed-visit.ts';
import type { OpenVisits } from './open-visits.ts';
import { PathFlows } from './path-flows.ts';
import { type DeviceClass, isOver } from './visit.ts';

/** As of arrival time `atMs`. */
export interface OpenVisitsRequest {
  readonly atMs: number;
  readonly filter: VisitFilter;
  readonly limit: number;
}

export interface OpenVisitsAnswer {
  /** Of all that have a place, and those that fit the filter. */
  readonly listed: number;
  readonly matching: number;
  readonly visits: readonly ListedVisit[];
  /** How many of those that are listed, most first. */
  readonly countries: readonly (readonly [country: string, visits: number])[];
}

export interface VisitorAnswer {
  /** The user that an anonymous visitor has turned out to be, else the name that was asked for. */
  readonly visitor: string;
  readonly anonymousIds: readonly string[];
  readonly known: boolean;
  /** The visit that runs, or the last one. */
  readonly visit: ListedVisit | null;
  readonly isOpen: boolean;
}

/** Hours since 1970, both ends among them. */
export interface PathRequest {
  readonly fromHour: number;
  readonly toHour: number;
  readonly devices: readonly DeviceClass[];
}

export type VisitQuestions = {
  openVisits: [request: OpenVisitsRequest, answer: OpenVisitsAnswer];
  visitor: [request: { readonly name: string; readonly atMs: number }, answer: VisitorAnswer];
  paths: [request: PathRequest, answer: readonly number[]];
};

/** @param open the one that the functions write: it holds its places in memory. */
export function visitAnswers(tables: FoldTables, open: OpenVisits) {
  const { users } = featureTables(tables);
  const identities = new Identities(tables);
  const flows = new PathFlows(tables);
  return {
    openVisits: ({ atMs, filter, limit }: OpenVisitsRequest): OpenVisitsAnswer => {
      const all = [...open.at(atMs)];
      const fitting = all.filter(([visitor, shopper]) => matches(shopper, visitor, filter));
      const visits = fitting.map(([visitor, shopper]) => listedVisit(visitor, shopper)).sort(byInterest);
      const countries = Map.groupBy(all, ([, { country }]) => country ?? '');
      return {
        listed: all.length,
        matching: fitting.length,
        visits: visits.slice(0, limit),
        countries: Array.from(countries, ([country, { length }]) => [country, length] as const)
          .filter(([country]) => country !== '')
          .sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1)),
      };
    },
    visitor: ({ name, atMs }: { readonly name: string; readonly atMs: number }): VisitorAnswer => {
      const visitor = identities.userOf(name) ?? name;
      const shopper = users.get(visitor);
      return {
        visitor,
        anonymousIds: identities.anonymousIdsOf(visitor),
        known: shopper !== undefined,
        visit: shopper ? listedVisit(visitor, shopper) : null,
        isOpen: shopper !== undefined && !isOver(shopper.visit, atMs),
      };
    },
    paths: ({ fromHour, toHour, devices }: PathRequest) => flows.sum(fromHour, toHour, devices),
  };
}
