import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Group, SavedGroup } from '../../src/operators/aggregation.ts';
import { GroupTable } from '../../src/operators/group-table.ts';
import { NO_WINDOW } from '../../src/operators/window-time.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';
import type { StateTable, StateValue } from '../../src/state/state-store.ts';
import { listAggregation } from './harness.ts';
import { storedSlots } from './stored-slots.ts';

/** A group that remembers distinct numbers in a Set, as COUNT(DISTINCT …) does. */
class DistinctGroup implements Group {
  slot = 0;
  sequence = 0;
  window = NO_WINDOW;
  fresh = false;
  seen: Set<StateValue>;

  constructor(seen: Iterable<StateValue> = []) {
    this.seen = new Set(seen);
  }
}

const distinctAggregation = {
  ...listAggregation,
  save: (group: Group): SavedGroup => ({ keys: [], accumulators: [(group as DistinctGroup).seen] }),
  load: ({ accumulators: [values] }: SavedGroup): Group => new DistinctGroup(values as readonly StateValue[]),
};

describe('a Set in a group', () => {
  it('comes back whole and in order, whenever it is written and the process restarts', () => {
    const added = fc.integer({ min: 0, max: 700 });
    const step = fc.record({ added, replaced: fc.boolean(), restart: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const store = new MemoryStateStore();
        const state = store.table('groups');
        let group = new DistinctGroup();
        let groups = new GroupTable(distinctAggregation);
        groups.add(group);
        let next = 0;
        for (const { added, replaced, restart } of steps) {
          if (replaced) group.seen = new Set(group.seen);
          for (let count = 0; count < added; count++) group.seen.add(next++);
          groups.touch(group);
          store.transaction(() => groups.snapshot(state));
          if (!restart) continue;
          groups = new GroupTable(distinctAggregation);
          groups.restore(state);
          group = groups.inOrder()[0] as DistinctGroup;
          expect([...group.seen]).toEqual(Array.from({ length: next }, (_, number) => number));
        }
        expect(groups.size).toBe(1);
        groups.remove(group);
        store.transaction(() => groups.snapshot(state));
        expect([...state.entries()]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('comes back whole when its pages were written anew only because of what lies beside them', () => {
    const store = new MemoryStateStore();
    const state = store.table('groups');
    const groups = new GroupTable(distinctAggregation);
    const large = new DistinctGroup(Array(1000).keys());
    const others = Array.from({ length: 40 }, () => new DistinctGroup([1]));
    for (const group of [large, ...others]) groups.add(group);
    for (let commit = 0; commit < 3; commit++) {
      store.transaction(() => groups.snapshot(state));
      for (const group of others) groups.touch(group);
    }
    const restored = new GroupTable(distinctAggregation);
    restored.restore(state);
    const sizes = restored.inOrder().map((group) => (group as DistinctGroup).seen.size);
    expect(sizes.sort((a, b) => b - a)).toEqual([1000, ...Array(40).fill(1)]);
  });

  it('writes one page and its own entry for one more value', () => {
    const store = new MemoryStateStore();
    const state = store.table('groups');
    const groups = new GroupTable(distinctAggregation);
    const group = new DistinctGroup(Array(5000).keys());
    groups.add(group);
    let written = 0;
    const counting: StateTable = {
      put: (slot, value) => {
        written += storedSlots(value);
        state.put(slot, value);
      },
      remove: (slot) => state.remove(slot),
      entries: () => state.entries(),
    };
    store.transaction(() => groups.snapshot(counting));
    expect(written).toBe(21);
    written = 0;
    group.seen.add(5000);
    groups.touch(group);
    store.transaction(() => groups.snapshot(counting));
    expect(written).toBe(2);
  });
});
