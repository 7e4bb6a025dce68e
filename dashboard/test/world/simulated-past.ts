/**
 * The simulator's shoppers in the past and in the present of a demo world. Every stretch of time has a simulation of its
 * own, of one seed, so that they share catalogue and users; ids of visits, orders and events get the stretch's name.
 */
import type { Product } from '../../../shop/src/simulate/product-catalog.ts';
import { ProductCatalog } from '../../../shop/src/simulate/product-catalog.ts';
import { seededRandom } from '../../../shop/src/simulate/random.ts';
import { Simulation } from '../../../shop/src/simulate/simulation.ts';
import type { PastEvent } from './past-event.ts';

const SEED = 7;
const PRODUCTS = 300;
const USERS = 400;

export interface Stretch {
  /** Tells the ids of stretches apart. */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Events a second, on average. */
  readonly rate: number;
  /** The whole catalogue with its stock is told at the beginning; the first stretch does it for all. */
  readonly tellsCatalogue?: boolean;
}

/** The catalogue of every stretch. */
export function worldCatalogue(): readonly Product[] {
  return worldProducts().products;
}

export function worldProducts(): ProductCatalog {
  return new ProductCatalog(PRODUCTS, seededRandom(SEED));
}

/** In the order of arrival. */
export function* shoppersOf({ name, fromMs, toMs, rate, tellsCatalogue = false }: Stretch): Generator<PastEvent> {
  const about = { seed: SEED, rate, startMs: fromMs, users: USERS, products: PRODUCTS };
  for (const { atMs, text } of new Simulation({ ...about, seconds: (toMs - fromMs) / 1000 }).events()) {
    if (!tellsCatalogue && (text.includes('"threshold"') || (atMs === 0 && text.includes(TOLD)))) continue;
    yield { atMs: fromMs + atMs, text: text.replaceAll(IDS, (_, visit, crook) => `${visit ?? crook}${name}-`) };
  }
}

/** The catalogue, and counts of stock, which every simulation begins anew: once is enough. */
const TOLD = `"sim-${SEED}-told-`;

/** Beginnings of what a simulation numbers from 1. */
const IDS = new RegExp(`("(?:o-)?)(?:sim|s)-${SEED}-|("(?:[oud]-)?)(?=(?:ring|tester)-\\d)`, 'g');
