/**
 * All products with what is known of them and how their stock stands, in memory: lists are filtered, sorted and searched in
 * ways that no key of a view has. It is read when somebody asks, follows the feeds of the views `stock` and `products` from
 * then on, and is dropped when nobody has asked for a while.
 *
 * Reading and searching go in slices, so that the collector, which shares the thread, never waits for more than one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ViewChange, ViewKey, ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { ViewCatalog } from '../view-catalog.ts';

/** What the catalogue says. */
export interface ProductFacts {
  readonly name: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  readonly price: string | null;
  readonly hidden: boolean;
}

/** As of the product's last movement. Decimals are exact as text; as numbers they are for comparing. */
export interface StockFigures {
  readonly movedAt: string;
  readonly onHand: number;
  readonly onOrder: number;
  readonly threshold: number;
  readonly reorder: number;
  readonly soldADay: string;
  readonly daysOfCover: string | null;
  readonly pace: number;
  readonly cover: number | null;
}

export interface ProductLine {
  readonly productId: string;
  facts: ProductFacts;
  /** Null for a product of the catalogue that has never moved. */
  stock: StockFigures | null;
  /** Id, name and brand in small letters. */
  words: string;
}

type Apply = (line: ProductLine, row: ViewRow | null) => void;

const NOTHING: ProductFacts = { name: null, brand: null, category: null, price: null, hidden: false };
const ROWS_A_SLICE = 200;
const LINES_A_SLICE = 2_000;
const CHANGES_A_SLICE = 500;
const LONGEST_WORDS = 600;
const IDLE_MS = 10 * 60_000;

const FOLLOWED: Readonly<Record<string, Apply>> = {
  stock: (line, row) => {
    line.stock = row && figuresOf(row);
  },
  products: (line, row) => {
    line.facts = row ? factsOf(row) : NOTHING;
    line.words = wordsOf(line);
  },
};

export class ProductTable {
  readonly #views: ViewCatalog;
  readonly #lines = new Map<string, ProductLine>();
  /** How far each feed has been read; absent before the first time. */
  readonly #positions = new Map<string, number>();
  #lastRead: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(views: ViewCatalog) {
    this.#views = views;
  }

  /** Shows every line to `look`, as of now or later. */
  async scan(look: (line: ProductLine) => void): Promise<void> {
    await this.#catchUp();
    let seen = 0;
    for (const line of this.#lines.values()) {
      look(line);
      if (++seen % LINES_A_SLICE === 0) await nextTurn();
    }
  }

  /** The lines of these products, as of now or later; unknown ones are left out. */
  async lines(productIds: readonly string[]): Promise<readonly ProductLine[]> {
    await this.#catchUp();
    return productIds.flatMap((productId) => this.#lines.get(productId) ?? []);
  }

  /** One reader at a time; whoever asks meanwhile is served by the next. */
  #catchUp(): Promise<void> {
    this.#keep();
    this.#lastRead = this.#lastRead
      .catch(() => undefined)
      .then(async () => {
        for (const [name, apply] of Object.entries(FOLLOWED)) {
          const view = this.#views.get(name);
          if (view) await this.#follow(view, apply);
        }
      });
    return this.#lastRead;
  }

  #keep(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#lines.clear();
      this.#positions.clear();
    }, IDLE_MS);
    this.#idle.unref();
  }

  async #follow(view: ViewReader, apply: Apply): Promise<void> {
    const { name } = view.definition;
    let position = this.#positions.get(name);
    // A feed that begins anew, or has dropped what was not read yet, says nothing of what is missing.
    if (position === undefined || position > view.lastChange()) position = await this.#readAll(view, apply);
    for (;;) {
      const changes = view.changes(position, CHANGES_A_SLICE);
      const [first] = changes;
      if (first && first.number > position + 1) position = await this.#readAll(view, apply);
      else {
        for (const change of changes) this.#take(change, apply);
        position = changes.at(-1)?.number ?? position;
        this.#positions.set(name, position);
        if (changes.length < CHANGES_A_SLICE) return;
      }
      await nextTurn();
    }
  }

  #take({ key, row, deleted }: ViewChange, apply: Apply): void {
    apply(this.#lineOf(String(key[0])), deleted ? null : row);
  }

  /** @returns how far the feed was before: what changes meanwhile comes again, and changes nothing. */
  async #readAll(view: ViewReader, apply: Apply): Promise<number> {
    const position = view.lastChange();
    for (const line of this.#lines.values()) apply(line, null);
    let from: ViewKey | undefined;
    for (;;) {
      const rows = view.range({ ...(from && { from }), limit: ROWS_A_SLICE });
      for (const { key, row } of rows) apply(this.#lineOf(String(key[0])), row);
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_A_SLICE) return position;
      from = [`${last.key[0]}\0`];
      await nextTurn();
    }
  }

  #lineOf(productId: string): ProductLine {
    let line = this.#lines.get(productId);
    if (!line) {
      line = { productId, facts: NOTHING, stock: null, words: productId.toLowerCase() };
      this.#lines.set(productId, line);
    }
    return line;
  }
}

function factsOf({ name, brand, category, price, hidden }: ViewRow): ProductFacts {
  return {
    name: textOf(name),
    brand: textOf(brand),
    category: textOf(category),
    price: textOf(price),
    hidden: hidden === true,
  };
}

function figuresOf(row: ViewRow): StockFigures {
  const daysOfCover = textOf(row.daysOfCover);
  return {
    movedAt: String(row.movedAt),
    onHand: Number(row.onHand),
    onOrder: Number(row.onOrder),
    threshold: Number(row.threshold),
    reorder: Number(row.reorder),
    soldADay: String(row.soldADay),
    daysOfCover,
    pace: Number(row.soldADay),
    cover: daysOfCover === null ? null : Number(daysOfCover),
  };
}

function wordsOf({ productId, facts: { name, brand } }: ProductLine): string {
  return `${productId} ${name ?? ''} ${brand ?? ''}`.slice(0, LONGEST_WORDS).toLowerCase();
}

function textOf(value: ViewRow[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
