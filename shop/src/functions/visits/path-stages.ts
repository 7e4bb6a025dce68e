/**
 * Stages of the way through a shop. A visit's way is the row of its stages, each as long as it lasts: looks at ten products
 * one after the other are one stage. The first eight are remembered, as letters.
 */
import type { ShopEvent } from '../shop-event.ts';

export const STAGES = ['page', 'product', 'search', 'cart', 'cart_removal', 'checkout', 'purchase'] as const;
export type Stage = (typeof STAGES)[number];

/** Stages of a way that are counted; what comes after them is not. */
export const MOST_STEPS = 8;

const LETTERS = 'pdscrko';

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

/** How a stage stands in a way: one letter, for ways are written with each event. */
export function letterOf(stage: number): string {
  return LETTERS.charAt(stage);
}

/** The stage that a way has come to; undefined for one that has not begun. */
export function lastStage(path: string): number | undefined {
  return path === '' ? undefined : LETTERS.indexOf(path.charAt(path.length - 1));
}

/** The stages of a way, in their order. */
export function stagesOf(path: string): readonly Stage[] {
  return Array.from(path, (letter) => STAGES[LETTERS.indexOf(letter)] ?? 'page');
}

/** Whether a visit whose way stands there goes on to another stage with this one, and it is to be counted. */
export function goesOn(path: string, stage: number | undefined): stage is number {
  return stage !== undefined && path.length < MOST_STEPS && lastStage(path) !== stage;
}
