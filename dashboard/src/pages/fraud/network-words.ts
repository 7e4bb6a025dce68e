/** A node of the network in words. */
import type { NetworkNode } from './answers.ts';
import { KIND_WORDS } from './words.ts';

export function nodeWords({ kind, value, orders, declined, frauds, lists, more }: NetworkNode): string {
  const parts = [
    `${KIND_WORDS[kind]} ${value}`,
    orders === 1 ? '1 order' : `${orders} orders`,
    ...(declined > 0 ? [`${declined} declined`] : []),
    ...(frauds > 0 ? [frauds === 1 ? '1 fraud known' : `${frauds} frauds known`] : []),
    ...lists.map((list) => (list === 'block' ? 'blocked' : 'on the allow list')),
    ...(more > 0 ? [`${more} neighbours not shown`] : []),
  ];
  return parts.join(', ');
}
