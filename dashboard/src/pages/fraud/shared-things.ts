/** What is shared in a network, by the thing that is shared. Pure. */
import type { Network, NetworkNode } from './answers.ts';

export interface SharedThing {
  readonly node: NetworkNode;
  readonly users: readonly string[];
  readonly lastAt: string | null;
}

/** Devices, cards and addresses, those of the most buyers first. */
export function sharedThings({ nodes, edges }: Network): readonly SharedThing[] {
  const names = new Map(nodes.map(({ id, value }) => [id, value]));
  const things = nodes
    .filter(({ kind }) => kind !== 'user')
    .map((node) => {
      const ties = edges.filter(({ key }) => key === node.id);
      const users = ties.map(({ user }) => names.get(user) ?? user).sort();
      const lastAt = ties.reduce<string | null>(
        (last, tie) => (last === null || tie.lastAt > last ? tie.lastAt : last),
        null,
      );
      return { node, users, lastAt };
    });
  return things.sort((a, b) => b.users.length - a.users.length || b.node.orders - a.node.orders);
}
