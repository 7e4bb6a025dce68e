/**
 * What is known of users: what `identify` events say of them, and what their orders come to. Visitors without an account
 * have profiles too, which go over to the user that they turn out to be.
 *
 * `identify` events may come in any order: of each trait the word that is newest by event time stands.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { parseInstant } from '../../events/instant.ts';
import { propertiesOf, type ShopEvent } from '../shop-event.ts';
import type { UserProfile } from './enriched-event.ts';

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface StoredProfile extends Changeable<UserProfile> {
  /** When each trait was told, in epoch milliseconds; 0 when it never was. Empty when nothing was. */
  told: number[];
}

/** What an order's change does to a profile. */
export interface Spending {
  readonly valueTenThousandths: number;
  readonly orders: number;
}

const CREATED = 0;
const COUNTRY = 1;
const SEGMENT = 2;
const VALUE = 3;
const TRAITS = 4;
const SCALE = 10_000;

export class UserProfiles {
  readonly #users: FoldTable<StoredProfile>;
  readonly #strangers: FoldTable<StoredProfile>;

  constructor(tables: FoldTables) {
    this.#users = tables.table('enrich-users');
    this.#strangers = tables.table('enrich-strangers');
  }

  ofUser(userId: string): StoredProfile | undefined {
    return this.#users.get(userId);
  }

  ofStranger(anonymousId: string): StoredProfile | undefined {
    return this.#strangers.get(anonymousId);
  }

  /** Takes in what an `identify` event says. */
  identify(event: ShopEvent): void {
    const { userId, anonymousId } = event;
    const stranger = anonymousId === null ? undefined : this.#strangers.get(anonymousId);
    if (userId === null) {
      if (anonymousId !== null) this.#strangers.put(anonymousId, told(stranger ?? newProfile(), event));
      return;
    }
    const profile = this.#users.get(userId) ?? newProfile();
    if (stranger !== undefined && anonymousId !== null) {
      merge(profile, stranger);
      this.#strangers.remove(anonymousId);
    }
    this.#users.put(userId, told(profile, event));
  }

  /**
   * Takes in what was remembered elsewhere of a stranger whom an `identify` event of `atMs` gave to the user. A lifetime
   * value that was told with that event or since has the stranger's orders in it.
   */
  adopt(userId: string, stranger: StoredProfile, atMs: number): void {
    const profile = this.#users.get(userId) ?? newProfile();
    const isToldSince = (profile.told[VALUE] ?? 0) >= atMs;
    merge(profile, isToldSince ? { ...stranger, lifetimeValueTenThousandths: 0 } : stranger);
    this.#users.put(userId, profile);
  }

  /** Books an order's change on a user, or on a visitor without an account. */
  spend(name: string, isUser: boolean, { valueTenThousandths, orders }: Spending): void {
    const table = isUser ? this.#users : this.#strangers;
    const profile = table.get(name) ?? newProfile();
    profile.lifetimeValueTenThousandths += valueTenThousandths;
    profile.orders += orders;
    table.put(name, profile);
  }
}

/** Whether anything was ever said of the user, beside orders. */
export function isIdentified({ told }: StoredProfile): boolean {
  return told.length > 0;
}

function newProfile(): StoredProfile {
  return { createdMs: null, country: null, segment: null, lifetimeValueTenThousandths: 0, orders: 0, told: [] };
}

/** The stranger's orders are the user's, and so are its traits where the user's are older. */
function merge(profile: StoredProfile, stranger: StoredProfile): void {
  const value = profile.lifetimeValueTenThousandths + stranger.lifetimeValueTenThousandths;
  const when = (trait: number) => stranger.told[trait] ?? 0;
  if (stranger.createdMs !== null && isNews(profile, CREATED, when(CREATED))) profile.createdMs = stranger.createdMs;
  if (stranger.country !== null && isNews(profile, COUNTRY, when(COUNTRY))) profile.country = stranger.country;
  if (stranger.segment !== null && isNews(profile, SEGMENT, when(SEGMENT))) profile.segment = stranger.segment;
  profile.lifetimeValueTenThousandths = value;
  profile.orders += stranger.orders;
}

/** A lifetime value that is told is the value of now: orders that come after it are added to it. */
function told(profile: StoredProfile, event: ShopEvent): StoredProfile {
  const { createdAt, country, segment, lifetimeValue } = propertiesOf(event);
  const atMs = event.timestampMs;
  if (profile.told.length === 0) profile.told = new Array<number>(TRAITS).fill(0);
  const createdMs = typeof createdAt === 'string' ? parseInstant(createdAt) : Number.NaN;
  if (!Number.isNaN(createdMs) && isNews(profile, CREATED, atMs)) profile.createdMs = createdMs;
  if (isText(country) && isNews(profile, COUNTRY, atMs)) profile.country = country;
  if (isText(segment) && isNews(profile, SEGMENT, atMs)) profile.segment = segment;
  const value = tenThousandths(lifetimeValue);
  // The same word twice is no news: orders may have been added since.
  const isRepeated = profile.told[VALUE] === atMs;
  if (value !== null && !isRepeated && isNews(profile, VALUE, atMs)) profile.lifetimeValueTenThousandths = value;
  return profile;
}

/** Notes that a trait was told at that time, when nothing newer has been said of it. */
function isNews(profile: StoredProfile, trait: number, atMs: number): boolean {
  if (profile.told.length === 0) profile.told = new Array<number>(TRAITS).fill(0);
  if (atMs < (profile.told[trait] ?? 0)) return false;
  profile.told[trait] = atMs;
  return true;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** An amount as a number or as decimal text; null when it is neither. */
function tenThousandths(amount: unknown): number | null {
  if (typeof amount !== 'number' && !isText(amount)) return null;
  const scaled = Math.round(Number(amount) * SCALE);
  return Number.isSafeInteger(scaled) ? scaled : null;
}
