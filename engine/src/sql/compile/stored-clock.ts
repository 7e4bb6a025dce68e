/** What keeps an operator's clock over a restart, where its expressions read it. */
import type { StreamClock } from '../../operators/calc.ts';
import type { Operator } from '../../operators/operator.ts';
import { StoredClock } from '../../operators/stored-clock.ts';
import type { Expression } from '../bind/expression.ts';
import { isDeterministic } from '../bind/expression-tree.ts';

/** None where every expression gives the same at all times. */
export function storedClock(
  id: string,
  clock: StreamClock,
  expressions: readonly (Expression | undefined)[],
): readonly Operator[] {
  const readsTime = expressions.some((each) => each !== undefined && !isDeterministic(each));
  return readsTime ? [new StoredClock(`${id}/clock`, clock)] : [];
}
