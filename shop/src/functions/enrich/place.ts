/** Where an address is. The look-up reads a database, so it is handed in; what it has said is kept for a while. */
import { RecentValues } from './recent-values.ts';

export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The name of the state or province, when it is known. */
  readonly region: string | null;
}

/** Null for addresses that are private, reserved, unknown or no addresses. The same address always gives the same place. */
export type Locate = (ip: string) => Place | null;

/** Knows no place. */
export const NOWHERE: Locate = () => null;

/** Addresses whose places stay in memory, about. */
const MOST_ADDRESSES = 50_000;

export class Places {
  readonly #locate: Locate;
  readonly #recent = new RecentValues<Place | null>(MOST_ADDRESSES);
  hits = 0;
  misses = 0;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  of(ip: string): Place | null {
    const known = this.#recent.get(ip);
    if (known !== undefined) {
      this.hits += 1;
      return known;
    }
    this.misses += 1;
    const place = this.#locate(ip);
    this.#recent.keep(ip, place);
    return place;
  }
}
