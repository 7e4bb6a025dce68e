/** The stream that the SQL cases read: small, mixed up within its watermark's delay, and rich in what queries look for. */
import { NEXMARK_DEFAULTS, type NexmarkSettings } from './nexmark-settings.ts';

export const SMALL_STREAM: NexmarkSettings = {
  ...NEXMARK_DEFAULTS,
  seed: 20,
  eventCount: 600,
  eventsPerSecond: 10,
  people: 2,
  auctions: 9,
  bids: 39,
  hotBidderRatio: 2,
  hotGroup: 10,
  openAuctions: 20,
  activePeople: 12,
  personBytes: 70,
  auctionBytes: 130,
  bidBytes: 50,
  disorderGroup: 20,
};
