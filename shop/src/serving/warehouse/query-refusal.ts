/** Why a query is refused or has failed, on its way from where that was found to whoever asked. */
import type { QueryFailure } from './query-messages.ts';

export class QueryRefusal extends Error {
  readonly failure: QueryFailure;

  constructor(failure: QueryFailure) {
    super(failure.what);
    this.name = 'QueryRefusal';
    this.failure = failure;
  }
}
