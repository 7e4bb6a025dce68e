/** What can be set about a Nexmark stream. The defaults are those of the benchmark's specification. */

export interface NexmarkSettings {
  readonly seed: number;
  readonly eventCount: number;
  /** Time of the first event, epoch milliseconds. */
  readonly startMs: number;
  readonly eventsPerSecond: number;
  /** Of so many events in a row, this many are people, auctions and bids. */
  readonly people: number;
  readonly auctions: number;
  readonly bids: number;
  /** Bids go to the hot auction of the moment, and come from the hot bidder, in all but one of so many cases. */
  readonly hotAuctionRatio: number;
  readonly hotBidderRatio: number;
  readonly hotSellerRatio: number;
  /** The first of so many auctions, or people, in a row is the hot one. */
  readonly hotGroup: number;
  /** Other bids go to one of the last so many auctions, and come from one of the last so many people. */
  readonly openAuctions: number;
  readonly activePeople: number;
  /** Average sizes that `extra` fills an event up to. */
  readonly personBytes: number;
  readonly auctionBytes: number;
  readonly bidBytes: number;
  /** Events come in groups of this size, mixed up within each; 1 leaves them in order. */
  readonly disorderGroup: number;
}

export const NEXMARK_DEFAULTS: NexmarkSettings = {
  seed: 1,
  eventCount: 100_000,
  startMs: Date.UTC(2024, 0, 15, 8),
  eventsPerSecond: 10_000,
  people: 1,
  auctions: 3,
  bids: 46,
  hotAuctionRatio: 2,
  hotBidderRatio: 4,
  hotSellerRatio: 4,
  hotGroup: 100,
  openAuctions: 100,
  activePeople: 1000,
  personBytes: 200,
  auctionBytes: 500,
  bidBytes: 100,
  disorderGroup: 1,
};
