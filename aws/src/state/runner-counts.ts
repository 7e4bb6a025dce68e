/** What a batch did and cost, for the metrics of a function. */

export interface RunnerCounts {
  readonly records: number;
  /** Records that had been counted before. */
  readonly skipped: number;
  readonly inputs: number;
  /** How often buckets were run: once each, and again when states had to be fetched. */
  readonly runs: number;
  readonly statesRead: number;
  /** Of these, what Valkey did not hold. */
  readonly statesFetched: number;
  readonly statesWritten: number;
  readonly outputs: number;
  readonly poison: number;
  /** Records that were read again from the stream after a loss. */
  readonly rebuilt: number;
  /** States that went to DynamoDB, checkpoints that were completed, and attempts at either that failed. */
  readonly settled: number;
  readonly checkpoints: number;
  readonly settleFailures: number;
  readonly valkeyCalls: number;
  readonly dynamoCalls: number;
  readonly kinesisCalls: number;
}

export type MutableCounts = { -readonly [Name in keyof RunnerCounts]: number };

export function newCounts(): MutableCounts {
  return {
    records: 0,
    skipped: 0,
    inputs: 0,
    runs: 0,
    statesRead: 0,
    statesFetched: 0,
    statesWritten: 0,
    outputs: 0,
    poison: 0,
    rebuilt: 0,
    settled: 0,
    checkpoints: 0,
    settleFailures: 0,
    valkeyCalls: 0,
    dynamoCalls: 0,
    kinesisCalls: 0,
  };
}
