/**
 * Stages of the way through a shop. A visit's way is the row of its stages, each as long as it lasts: looks at ten products
 * one after the other are one stage. The first eight are remembered, as the digits of one number: it is written with each event.
 */
import type { ShopEvent } from '../shop-event.ts';

export const STAGES = ['page', 'product', 'search', 'cart', 'cart_removal', 'checkout', 'purchase'] as const;
export type Stage = (typeof STAGES)[number];

/** Stages of a way that are counted; what comes after them is not. */
export const MOST_STEPS = 8;

/** A way's stages are its octal digits, the last one the lowest: 1 is the first of STAGES, and 0 a way that has not begun. */
const BASE = 8;
const FULL = BASE ** (MOST_STEPS - 1);

/** The stage that an event belongs to, as its number in STAGES; undefined for what is no part of the way. */
export function stageOf({ eventType, productId }: ShopEvent, isOrder: boolean): number | undefined {
  switch (eventType) {
    case 'page_view':
      return productId === null ? 0 : 1;
    case 'product_click':
      return 1;
    case 'search':
      return 2;
    case 'add_to_cart':
      return 3;
    case 'remove_from_cart':
      return 4;
    case 'checkout':
      return 5;
    case 'purchase':
      return isOrder ? 6 : undefined;
    default:
      return undefined;
  }
}

/** The way with one stage more. */
export function longerPath(path: number, stage: number): number {
  return path * BASE + stage + 1;
}

/** The stage that a way has come to; undefined for one that has not begun. */
export function lastStage(path: number): number | undefined {
  return path === 0 ? undefined : (path % BASE) - 1;
}

/** How many stages a way has. */
export function stepsOf(path: number): number {
  let steps = 0;
  for (let rest = path; rest > 0; rest = Math.floor(rest / BASE)) steps += 1;
  return steps;
}

/** The stages of a way, in their order. */
export function stagesOf(path: number): readonly Stage[] {
  const digits = path === 0 ? '' : path.toString(BASE);
  return Array.from(digits, (digit) => STAGES[Number(digit) - 1] ?? 'page');
}

/** Whether a visit whose way stands there goes on to another stage with this one, and it is to be counted. */
export function goesOn(path: number, stage: number | undefined): stage is number {
  return stage !== undefined && path < FULL && path % BASE !== stage + 1;
}
