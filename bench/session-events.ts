/** Sessions of products from real data, as the completed events that the recommendations' fold is given. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { EnrichedEvent } from '../shop/src/functions/enrich/enriched-event.ts';

/** A visit: its products, the first one first. */
export interface VisitOfProducts {
  readonly visitor: string;
  readonly startMs: number;
  readonly products: readonly string[];
}

/** What a visitor had looked at, and what came next. */
export interface NextProduct {
  readonly prefix: readonly string[];
  readonly next: string;
}

export interface SessionData {
  readonly name: string;
  readonly training: readonly VisitOfProducts[];
  readonly questions: readonly NextProduct[];
}

const FOLDER = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const START_MS = Date.UTC(2016, 0, 1);
/** Diginetica's sessions have an order and no times: they are spread over the half year that they come from. */
const DIGINETICA_MS = 150 * 24 * 3_600_000;
const STEP_MS = 30_000;
/** Of retailrocket's sessions in order of their begin, so many are for training, and the rest asks. */
const TRAINING_SHARE = 0.8;

/** Null, after a word on what is missing, where the data is not there. */
export function diginetica(): SessionData | null {
  const sessions = linesOf('diginetica-train-sessions.txt.gz');
  const pairs = linesOf('diginetica-test-pairs.tsv.gz');
  if (sessions === null || pairs === null) return null;
  const training = sessions.map((line, index) => ({
    visitor: `visitor-${index}`,
    startMs: START_MS + Math.round((index / sessions.length) * DIGINETICA_MS),
    products: line.split(' '),
  }));
  const questions = pairs.map((line) => {
    const [prefix = '', next = ''] = line.split('\t');
    return { prefix: prefix.split(' '), next };
  });
  return { name: 'Diginetica', training, questions };
}

/** Split by time, as a rule fixed in advance: the first 80 % of sessions train, each prefix of the others asks. */
export function retailrocket(): SessionData | null {
  const rows = linesOf('retailrocket-sessions.tsv.gz');
  if (rows === null) return null;
  const bySession = new Map<string, { visitor: string; looks: [timeMs: number, product: string][] }>();
  for (const row of rows.slice(1)) {
    const [seconds, visitor = '', product = '', session = ''] = row.split('\t');
    const held = bySession.get(session) ?? { visitor, looks: [] };
    held.looks.push([Number(seconds) * 1_000, product]);
    bySession.set(session, held);
  }
  const visits = [...bySession.values()].map(({ visitor, looks }) => {
    looks.sort((a, b) => a[0] - b[0]);
    return { visitor, startMs: looks[0]?.[0] ?? 0, products: looks.map(([, product]) => product) };
  });
  visits.sort((a, b) => a.startMs - b.startMs);
  const split = Math.round(visits.length * TRAINING_SHARE);
  return { name: 'Retailrocket', training: visits.slice(0, split), questions: visits.slice(split).flatMap(prefixesOf) };
}

/** Every product of the visit but the first is asked for once, by those before it. */
function prefixesOf({ products }: VisitOfProducts): readonly NextProduct[] {
  return products.slice(1).map((next, index) => ({ prefix: products.slice(0, index + 1), next }));
}

/** The visit's events, one product after the other. */
export function* eventsOf(visits: Iterable<VisitOfProducts>): Generator<EnrichedEvent> {
  let number = 0;
  for (const { visitor, startMs, products } of visits) {
    for (const [index, productId] of products.entries()) {
      yield lookAt({ eventId: String(number++), visitor, productId, timeMs: startMs + index * STEP_MS });
    }
  }
}

interface Look {
  readonly eventId: string;
  readonly visitor: string;
  readonly productId: string;
  readonly timeMs: number;
}

function lookAt({ eventId, visitor, productId, timeMs }: Look): EnrichedEvent {
  return {
    event: {
      eventId,
      userId: visitor,
      anonymousId: null,
      sessionId: null,
      eventType: 'page_view',
      timestampMs: timeMs,
      receivedMs: timeMs,
      productId,
      category: null,
      priceTenThousandths: null,
      quantity: null,
      deviceType: null,
      country: null,
      region: null,
      orderId: null,
      status: null,
      query: null,
      ip: null,
      currency: null,
      properties: null,
    },
    visitor,
    profile: null,
    product: null,
    category: null,
    country: null,
    region: null,
    deviceClass: 'unknown',
    bot: null,
    missing: [],
    priceDiffers: false,
  };
}

function linesOf(file: string): readonly string[] | null {
  if (!existsSync(`${FOLDER}${file}`)) {
    console.error(
      `${file} is not in ../shared/data beside the project: it may not be passed on, so nothing is measured on it.`,
    );
    return null;
  }
  return gunzipSync(readFileSync(`${FOLDER}${file}`))
    .toString()
    .trim()
    .split('\n');
}
