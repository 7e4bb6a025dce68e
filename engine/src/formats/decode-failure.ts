/** What a decoder returns instead of a row when a record cannot be read. Bad data is data: it is never thrown. */
export class DecodeFailure {
  /** What is wrong, with the column's name where one is to blame; it does not name the record's place. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
