/** What a slot table holds comes back after a restart, whatever has been written over, freed and used again before. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotChunks } from '../../src/operators/slot-chunks.ts';
import { SlotTable } from '../../src/operators/slot-table.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';
import type { StateTable, StateValue } from '../../src/state/state-store.ts';
import { storedSlots } from './stored-slots.ts';

interface Entry {
  readonly value: number;
}

interface SlotChange {
  readonly does: 'add' | 'replace' | 'remove';
  readonly pick: number;
  readonly count: number;
}

type Step = SlotChange | { readonly does: 'commit' | 'restart' };

const change = fc.record({
  does: fc.constantFrom('add' as const, 'replace' as const, 'remove' as const),
  pick: fc.nat(1000),
  count: fc.integer({ min: 1, max: 150 }),
});
const steps = fc.array(fc.oneof(change, fc.record({ does: fc.constantFrom('commit' as const, 'restart' as const) })), {
  maxLength: 40,
});

const save = ({ value }: Entry) => [value, `text ${value}`];
const load = (saved: StateValue): Entry => ({ value: (saved as [number])[0] });

/** A table and what must be in it, by slot. */
class Bench {
  readonly store = new MemoryStateStore();
  readonly state = this.store.table('slots');
  readonly model = new Map<number, Entry>();
  readonly #first: number;
  table: SlotTable<Entry>;
  #next = 0;

  constructor(first: number) {
    this.#first = first;
    this.table = this.#fresh();
  }

  take(step: Step): void {
    if ('pick' in step) this.#changes(step);
    else if (step.does === 'commit') this.#commit(this.state);
    else this.#restart();
  }

  /** How many slots one more commit writes. */
  writes(): number {
    let count = 0;
    const counting: StateTable = {
      put: (slot, value) => {
        count += storedSlots(value);
        this.state.put(slot, value);
      },
      remove: (slot) => this.state.remove(slot),
      entries: () => this.state.entries(),
    };
    this.#commit(counting);
    return count;
  }

  #changes({ does, pick, count }: SlotChange): void {
    for (let time = 0; time < count; time++) this.#change(does, pick + time);
  }

  #change(does: 'add' | 'replace' | 'remove', pick: number): void {
    const slots = [...this.model.keys()];
    const slot = slots[pick % slots.length];
    const entry = { value: this.#next++ };
    if (does === 'add' || slot === undefined) {
      this.model.set(this.table.add(entry), entry);
    } else if (does === 'replace') {
      this.table.replace(slot, entry);
      this.model.set(slot, entry);
    } else {
      this.table.remove(slot);
      this.model.delete(slot);
    }
  }

  #commit(state: StateTable): void {
    this.store.transaction(() => this.table.snapshot(state, save));
  }

  #restart(): void {
    this.#commit(this.state);
    this.table = this.#fresh();
    const order: number[] = [];
    this.table.restore(this.state, (value, slot) => {
      order.push(slot);
      return load(value);
    });
    expect(order).toEqual([...this.model.keys()].sort((a, b) => a - b));
    for (const [slot, entry] of this.model) expect(this.table.get(slot)).toEqual(entry);
    expect(this.table.size).toBe(this.model.size);
  }

  #fresh(): SlotTable<Entry> {
    return new SlotTable<Entry>(new SlotChunks(this.#first));
  }
}

it('comes back as it was, also when the numbers of its chunks are used up', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(2 ** 30, 1500), (taken, first) => {
      const bench = new Bench(first);
      for (const step of taken) bench.take(step);
      bench.take({ does: 'restart' });
    }),
    { numRuns: 200 },
  );
});

it('keeps on disk little more than what it holds, and writes little more than what has changed', () => {
  const bench = new Bench(2 ** 30);
  bench.take({ does: 'add', pick: 0, count: 6400 });
  expect(bench.writes()).toBe(6400);
  let written = 0;
  for (let commit = 0; commit < 400; commit++) {
    bench.take({ does: 'replace', pick: (commit * 389) % 6400, count: 64 });
    written += bench.writes();
  }
  expect(written).toBeLessThan(400 * 64 * 1.4);
  const stored = [...bench.state.entries()].reduce((sum, [, chunk]) => sum + storedSlots(chunk), 0);
  expect(stored).toBeLessThan(4 * 6400);
  bench.take({ does: 'remove', pick: 0, count: 6400 });
  bench.take({ does: 'restart' });
  bench.take({ does: 'add', pick: 0, count: 10 });
  bench.take({ does: 'restart' });
});
