/** The products that a list is chosen from, with what speaks for each. Only what may be shown is ever taken in. */
import { barOf } from './bar-of.ts';
import { isVisible, type ProductRecord, type ProductShelf } from './product-shelf.ts';
import type {
  ExcludedProduct,
  ItemReason,
  ItemReasonCode,
  ListOptions,
  RecommendedItem,
} from './recommendation-list.ts';

/** What speaks for a product, and how much. */
export interface Argument {
  readonly why: ItemReasonCode;
  readonly weight: number;
  readonly about: string | null;
}

interface Candidate {
  readonly record: ProductRecord;
  score: number;
  /** Only when they are asked for. */
  readonly reasons: ItemReason[] | undefined;
}

/** Of what was left out so many are told. */
const MOST_EXCLUDED = 20;
/** Pieces at which a product is nearly gone, and what its score is worth then. */
const FEW_PIECES = 3;
const FEW_PIECES_FACTOR = 0.9;

export class Candidates {
  readonly #shelf: ProductShelf;
  readonly #category: string | null;
  readonly #seen: ReadonlySet<number>;
  readonly #leftOut: ReadonlySet<number>;
  /** Only when reasons are asked for: nobody pays for it otherwise. */
  readonly #excluded: Map<number, ExcludedProduct['why']> | undefined;
  readonly #explain: boolean;
  readonly #byNumber = new Map<number, Candidate>();

  /** @param seen product numbers that are left out beside the excluded ones. */
  constructor(shelf: ProductShelf, { category, exclude, explain }: ListOptions, seen: readonly number[]) {
    this.#shelf = shelf;
    this.#category = category;
    this.#explain = explain;
    this.#seen = new Set(seen);
    this.#leftOut = new Set(exclude.flatMap((id) => shelf.numberOf(id) ?? []));
    this.#excluded = explain ? new Map() : undefined;
  }

  get size(): number {
    return this.#byNumber.size;
  }

  readonly accepts = (number: number): boolean => this.#acceptable(number) !== undefined;

  /** Takes the product in, if it may be shown, and adds what speaks for it. */
  add(number: number, why: ItemReasonCode, weight: number, about: string | null): void {
    let candidate = this.#byNumber.get(number);
    if (candidate === undefined) {
      const record = this.#acceptable(number);
      if (record === undefined) return;
      candidate = { record, score: 0, reasons: this.#explain ? [] : undefined };
      this.#byNumber.set(number, candidate);
    }
    candidate.score += weight;
    candidate.reasons?.push({ why, about, weight: rounded(weight) });
  }

  /** Adds to those that are in already, by what is known of each; null adds nothing. */
  weigh(argue: (record: ProductRecord) => Argument | null): void {
    for (const [number, { record }] of this.#byNumber) {
      const argument = argue(record);
      if (argument) this.add(number, argument.why, argument.weight, argument.about);
    }
  }

  /** The best ones, best first; equal ones in the order in which they became known. Ends the gathering. */
  best(count: number): readonly RecommendedItem[] {
    const candidates = [...this.#byNumber.values()];
    const scores = new Float64Array(candidates.length);
    for (const [index, candidate] of candidates.entries()) {
      candidate.score = inStock(candidate);
      scores[index] = candidate.score;
    }
    const bar = barOf(scores, count);
    const ranked = candidates.filter(({ score }) => score >= bar);
    ranked.sort((a, b) => b.score - a.score || a.record[0] - b.record[0]);
    return ranked.slice(0, count).map(({ record: [, productId, category], score, reasons }) => ({
      productId,
      category,
      score: rounded(score),
      ...(reasons && { reasons: reasons.toSorted((a, b) => b.weight - a.weight) }),
    }));
  }

  /** Products that were spoken for and left out, in the order in which they were met; undefined when nobody asks. */
  excluded(): readonly ExcludedProduct[] | undefined {
    return (
      this.#excluded &&
      [...this.#excluded].flatMap(([number, why]) => {
        const [, productId, category] = this.#shelf.record(number) ?? [];
        return productId === undefined ? [] : [{ productId, category: category ?? null, why }];
      })
    );
  }

  #acceptable(number: number): ProductRecord | undefined {
    const record = this.#shelf.record(number);
    if (record === undefined) return undefined;
    const why = this.#whyNot(number, record);
    if (why === undefined) return record;
    if (this.#excluded && this.#excluded.size < MOST_EXCLUDED) this.#excluded.set(number, why);
    return undefined;
  }

  #whyNot(number: number, record: ProductRecord): ExcludedProduct['why'] | undefined {
    if (this.#leftOut.has(number)) return 'excluded';
    if (this.#seen.has(number)) return 'seen';
    if (!isVisible(record)) return record[6] === 1 ? 'hidden' : 'out_of_stock';
    return this.#category === null || record[2] === this.#category ? undefined : 'other_category';
  }
}

function inStock({ record: [, , , , , onHand], score }: Candidate): number {
  return onHand !== null && onHand <= FEW_PIECES ? score * FEW_PIECES_FACTOR : score;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
