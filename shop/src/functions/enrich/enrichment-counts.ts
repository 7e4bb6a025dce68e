/** What enrichment has met with since it was opened, for the metrics: plain numbers beside the state. */
import type { EnrichedEvent } from './enriched-event.ts';
import type { Places } from './place.ts';

export interface EnrichmentCounts {
  readonly missing: Readonly<Record<EnrichedEvent['missing'][number], number>>;
  readonly bots: Readonly<Record<'declared' | 'rate', number>>;
  readonly priceDifferences: number;
  /** Addresses whose place was in memory, and those that were looked up. */
  readonly places: { readonly hits: number; readonly misses: number };
}

export class EnrichmentMeter {
  #profiles = 0;
  #products = 0;
  #locations = 0;
  #declared = 0;
  #tooFast = 0;
  #priceDifferences = 0;

  note({ missing, bot, priceDiffers }: EnrichedEvent): void {
    if (missing.length > 0) this.#noteMissing(missing);
    if (bot === 'declared') this.#declared += 1;
    else if (bot === 'rate') this.#tooFast += 1;
    if (priceDiffers) this.#priceDifferences += 1;
  }

  counts({ hits, misses }: Places): EnrichmentCounts {
    return {
      missing: { profile: this.#profiles, product: this.#products, location: this.#locations },
      bots: { declared: this.#declared, rate: this.#tooFast },
      priceDifferences: this.#priceDifferences,
      places: { hits, misses },
    };
  }

  #noteMissing(missing: EnrichedEvent['missing']): void {
    if (missing.includes('profile')) this.#profiles += 1;
    if (missing.includes('product')) this.#products += 1;
    if (missing.includes('location')) this.#locations += 1;
  }
}
