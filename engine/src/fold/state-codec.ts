/**
 * States as bytes: what JSON can say, shorter and faster. A value is a tag byte and what follows it:
 *
 *     00 null · 01 false · 02 true · 03 undefined · 04 … 07, 0c, 40 … ff numbers: see number-bytes.ts
 *     08 text · 09 array: count, then the values · 0a object: number of its shape, then the values of its properties
 *     0b object of no shape: count, then name and value by turns
 *
 * No fold declares anything for it: see state-shapes.ts.
 */
import assert from 'node:assert/strict';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { NUMBER_TAG } from './number-bytes.ts';
import { shapeWriter } from './shape-writer.ts';
import type { Shape, ShapeSite, StateShapes } from './state-shapes.ts';

const TAG = {
  ...NUMBER_TAG,
  null: 0,
  false: 1,
  true: 2,
  undefined: 3,
  text: 8,
  array: 9,
  object: 10,
  list: 11,
} as const;

type Plain = Readonly<Record<string, unknown>>;

export class StateCodec {
  /** Where `write` writes to. */
  readonly writer = new ByteWriter();
  readonly #shapes: StateShapes;

  constructor(shapes: StateShapes) {
    this.#shapes = shapes;
  }

  /** @param site of the table: its states are mostly of one shape. */
  write(value: unknown, site: ShapeSite): void {
    if (typeof value === 'number') this.writer.number(value);
    else if (typeof value === 'string') {
      this.writer.byte(TAG.text);
      this.writer.text(value);
    } else if (Array.isArray(value)) this.#writeArray(value, site);
    else if (value === null) this.writer.byte(TAG.null);
    else if (typeof value === 'object') this.#writeObject(value as Plain, site);
    else if (value === undefined) this.writer.byte(TAG.undefined);
    else if (typeof value === 'boolean') this.writer.byte(value ? TAG.true : TAG.false);
    else assert.fail(`a state is plain JSON: it holds no ${typeof value}`);
  }

  read(bytes: Uint8Array): unknown {
    const reader = new ByteReader(bytes);
    const value = this.#read(reader);
    assert(reader.isAtEnd, 'a stored state ends where its bytes end');
    return value;
  }

  #writeArray(values: readonly unknown[], site: ShapeSite): void {
    const { writer } = this;
    writer.byte(TAG.array);
    writer.count(values.length);
    for (let index = writer.numbers(values); index < values.length; index++) this.write(values[index], site);
  }

  #writeObject(object: Plain, site: ShapeSite): void {
    if (site.shape !== undefined && this.#writeShaped(object, site.shape)) return;
    const names = Object.keys(object);
    site.shape = this.#shapes.of(names);
    if (site.shape === undefined) this.#writeList(object, names);
    else this.#writeShaped(object, site.shape);
  }

  /** False, when the object is of another shape. */
  #writeShaped(object: Plain, shape: Shape): boolean {
    const start = this.writer.length;
    this.writer.byte(TAG.object);
    this.writer.count(shape.number);
    shape.write ??= shapeWriter(shape);
    if (shape.write(object, this)) return true;
    this.writer.length = start;
    return false;
  }

  #writeList(object: Plain, names: readonly string[]): void {
    this.writer.byte(TAG.list);
    this.writer.count(names.length);
    const site: ShapeSite = { shape: undefined };
    for (const name of names) {
      this.writer.text(name);
      this.write(object[name], site);
    }
  }

  #read(reader: ByteReader): unknown {
    const tag = reader.byte();
    if (tag >= TAG.small) return tag - TAG.small;
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.undefined:
        return undefined;
      case TAG.count:
        return reader.count();
      case TAG.negative:
        return -reader.count();
      case TAG.wide:
        return reader.wide();
      case TAG.double:
        return reader.double();
      case TAG.text:
        return reader.text();
      default:
        return this.#readStructure(tag, reader);
    }
  }

  #readArray(length: number, reader: ByteReader): unknown[] {
    const values: unknown[] = [];
    while (values.length < length) {
      if (reader.skips(TAG.zeros)) for (let zeros = reader.count(); zeros > 0; zeros--) values.push(0);
      else values.push(this.#read(reader));
    }
    assert.equal(values.length, length, 'a stored list is as long as it says');
    return values;
  }

  #readStructure(tag: number, reader: ByteReader): unknown {
    const count = reader.count();
    if (tag === TAG.array) return this.#readArray(count, reader);
    const object: Record<string, unknown> = {};
    if (tag === TAG.object) {
      const shape = this.#shapes.numbered(count) ?? assert.fail(`a stored state has the unknown shape ${count}`);
      for (const name of shape.names) object[name] = this.#read(reader);
      return object;
    }
    assert.equal(tag, TAG.list, 'a stored state begins with a known tag');
    for (let index = 0; index < count; index++) {
      const options = { enumerable: true, writable: true, configurable: true };
      // A plain assignment to `__proto__` would set the prototype instead.
      Object.defineProperty(object, reader.text(), { ...options, value: this.#read(reader) });
    }
    return object;
  }
}
