/** Where records go: a Kinesis stream, or a delivery stream of Firehose. Both take some records of a call and not others. */

export interface OutgoingRecord {
  readonly bucket: number;
  readonly data: Buffer;
}

/** What became of one record of a call. */
export type RecordOutcome =
  | { readonly taken: true; readonly shardId?: string | undefined }
  /** Not stored: sending it again makes no second one. */
  | {
      readonly taken: false;
      readonly throttled: boolean;
      readonly reason: string;
      /** Which shard refused it, if that is known. */
      readonly shardId?: string | undefined;
    };

export interface TransportLimits {
  /** Of one call. */
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Of one record, with what the service adds to it. */
  readonly maxRecordBytes: number;
}

/** How events become the data of a record: `[a,b]`, or lines. */
export interface Framing {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export interface RecordTransport {
  readonly name: string;
  readonly limits: TransportLimits;
  readonly framing: Framing;
  /**
   * Sends records, one of each bucket at most; resolves with what became of each, in order.
   * @throws TransportError when nothing is known of any of them: some may have been stored.
   */
  send(records: readonly OutgoingRecord[], signal: AbortSignal): Promise<readonly RecordOutcome[]>;
  close(): void;
}
