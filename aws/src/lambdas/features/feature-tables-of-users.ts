/**
 * The tables of the shop's features in one bucket: those of users, and no others. A bucket sees a part of each product's events,
 * so what is counted of products, of groups of shoppers and of trends would be wrong in every bucket.
 *
 * Who has not come for as long as features reach is forgotten by a list of idle keys in one process. Here a state that has
 * outlived its time counts as gone, and later DynamoDB takes it away: the values are the same.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { KEPT_DAYS } from '@millrace/shop/functions/features/features-fold.ts';
import type { UserState } from '@millrace/shop/functions/features/user-state.ts';

export const USERS_TABLE = 'features-users';

/** The day of arrival, in days since 1970. */
export interface Today {
  day: number;
}

const NOTHING: FoldTable<never> = {
  get: () => undefined,
  put: () => undefined,
  remove: () => undefined,
};

export class FeatureTablesOfUsers implements FoldTables {
  readonly #own: FoldTables;
  readonly #today: Today;

  constructor(own: FoldTables, today: Today) {
    this.#own = own;
    this.#today = today;
  }

  /** States have the type that their table's name stands for: the fold's own contract. */
  table<State>(name: string): FoldTable<State> {
    return (name === USERS_TABLE ? this.users() : NOTHING) as FoldTable<never>;
  }

  users(): FoldTable<UserState> {
    const own = this.#own.table<UserState>(USERS_TABLE);
    return {
      get: (name) => {
        const user = own.get(name);
        return user === undefined || user.touchedDay < this.#today.day - KEPT_DAYS ? undefined : user;
      },
      put: (name, user) => own.put(name, user),
      remove: (name) => own.remove(name),
    };
  }
}
