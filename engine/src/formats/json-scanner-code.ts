/**
 * Writes the JavaScript of a scanner: a function that walks over an object's keys and reads just the wanted fields,
 * and one more for each nested ROW. Of the user's texts only field names enter the code, and they enter as bytes.
 */
import type { CodeWriter } from '../row/code-writer.ts';
import type { ScanField, ScanFields } from './json-scan-field.ts';
import {
  endOfPlainText,
  endsWithSpace,
  skipFalse,
  skipNull,
  skipSpace,
  skipString,
  skipTrue,
  skipValue,
} from './json-skip.ts';

/** What the generated code calls, by the names under which it sees it. */
export interface ScannerNames {
  readonly cursor: string;
  /** `(bytes, at, slot)`: converts a value that no reader knows. */
  readonly convertOther: string;
  readonly rowClass: string;
}

/** One object to read, and what to do at its ends. */
interface ObjectFrame {
  readonly fields: readonly ScanField[];
  /** The statement that gives up. */
  readonly unsure: string;
  /** The expression of the result. */
  readonly result: string;
  /** Return the result with the last wanted field. */
  readonly stopsEarly: boolean;
  /** Labels the present member: objects that are read in place lie within each other. */
  readonly label: string;
  /** The variables are there already, since the object is read in place. */
  readonly inPlace: boolean;
}

/**
 * Writes `scan(bytes, start, end)`, which returns a row, or undefined when JSON.parse has to say. With `trusted`, it
 * returns as soon as it has all fields.
 */
export function writeScanner(writer: CodeWriter, fields: ScanFields, names: ScannerNames, trusted: boolean): void {
  new ScannerWriter(writer, names).scanner(fields, trusted);
}

class ScannerWriter {
  readonly #writer: CodeWriter;
  readonly #names: ScannerNames;
  readonly #encoder = new TextEncoder();

  constructor(writer: CodeWriter, names: ScannerNames) {
    this.#writer = writer;
    this.#names = names;
  }

  scanner({ fields, columns }: ScanFields, trusted: boolean): void {
    const { rowClass } = this.#names;
    this.#rowFunctions(fields);
    this.#writer.block(
      'return function scan(bytes, start, end)',
      () => {
        this.#writer.line('let at = start;');
        const result = `new ${rowClass}(${values(columns)})`;
        const unsure = 'return undefined;';
        this.#object({ fields, unsure, result, stopsEarly: trusted, label: 'field', inPlace: false });
        const ends = `${this.#writer.bind('endsWithSpace', endsWithSpace)}(bytes, at, end)`;
        this.#writer.line(`if (at !== end && !${ends}) return undefined;`);
        this.#writer.line(`return ${result};`);
      },
      ';',
    );
  }

  /** A function for each ROW, inner ones first. */
  #rowFunctions(fields: readonly ScanField[]): void {
    const { cursor } = this.#names;
    for (const { slot, fields: inner, flat } of fields) {
      if (inner === undefined) continue;
      this.#rowFunctions(inner);
      if (flat) continue;
      this.#writer.block(`function row${slot}(bytes, from)`, () => {
        this.#writer.line('let at = from;');
        const result = `[${values(inner)}]`;
        const unsure = `{ ${cursor}.at = -1; return undefined; }`;
        this.#object({ fields: inner, unsure, result, stopsEarly: false, label: 'field', inPlace: false });
        this.#writer.line(`${cursor}.at = at;`);
        this.#writer.line(`return ${result};`);
      });
    }
  }

  /** Reads the object at `at` into variables `v<slot>` and leaves `at` after it. */
  #object(frame: ObjectFrame): void {
    const writer = this.#writer;
    const { fields, unsure } = frame;
    for (const { slot } of fields) writer.line(frame.inPlace ? `v${slot} = undefined;` : `let v${slot};`);
    for (const { slot } of fields.flatMap(flatFields)) writer.line(`let v${slot} = null;`);
    if (frame.stopsEarly) writer.line(`let wanted = ${fields.length};`);
    writer.line(`if (bytes[at] !== ${OPEN}) at = ${this.#call(skipSpace)}(bytes, at);`);
    writer.line(`if (bytes[at] !== ${OPEN}) ${unsure}`);
    this.#step(QUOTE);
    writer.line(`if (bytes[at] === ${CLOSE}) at += 1;`);
    writer.block('else for (;;)', () => this.#member(frame));
    for (const { slot, optional } of fields) {
      writer.line(`if (v${slot} === undefined) ${optional ? `v${slot} = null;` : unsure}`);
    }
  }

  /** One key with its value, and the comma or brace after it. */
  #member(frame: ObjectFrame): void {
    const writer = this.#writer;
    writer.line(`if (bytes[at] !== ${QUOTE}) ${frame.unsure}`);
    writer.line('at += 1;');
    writer.block(`${frame.label}:`, () => {
      this.#wantedFields(frame);
      this.#unwantedField(frame.unsure);
    });
    writer.line(`if (bytes[at] !== ${COMMA} && bytes[at] !== ${CLOSE}) at = ${this.#call(skipSpace)}(bytes, at);`);
    writer.block(`if (bytes[at] === ${COMMA})`, () => {
      this.#step(QUOTE);
      writer.line('continue;');
    });
    writer.line(`if (bytes[at] !== ${CLOSE}) ${frame.unsure}`);
    writer.line('at += 1;');
    writer.line('break;');
  }

  /** Compares the key with the wanted names, by first byte and then byte by byte. */
  #wantedFields(frame: ObjectFrame): void {
    if (frame.fields.length === 0) return;
    const byFirst = Map.groupBy(frame.fields, ({ name }) => this.#encoder.encode(name)[0] ?? QUOTE);
    this.#writer.block('switch (bytes[at])', () => {
      for (const [first, group] of byFirst) {
        this.#writer.block(`case ${first}:`, () => {
          for (const field of group) this.#wantedField(field, frame);
          this.#writer.line('break;');
        });
      }
    });
  }

  #wantedField(field: ScanField, frame: ObjectFrame): void {
    const writer = this.#writer;
    const key = [...this.#encoder.encode(field.name), QUOTE];
    const matches = key.map((byte, index) => `bytes[at + ${index}] === ${byte}`);
    writer.block(`if (${matches.join(' && ')})`, () => {
      writer.line(`at += ${key.length};`);
      this.#colon(frame.unsure);
      if (field.flat) this.#flatRow(field, frame);
      else this.#value(field, frame.unsure);
      if (frame.stopsEarly) writer.line(`if (--wanted === 0) return ${frame.result};`);
      writer.line(`break ${frame.label};`);
    });
  }

  /** A key with an escape may be a wanted one in disguise. */
  #unwantedField(unsure: string): void {
    const writer = this.#writer;
    const plainText = this.#call(endOfPlainText);
    writer.line(`at = ${plainText}(bytes, at);`);
    writer.line(`if (bytes[at] !== ${QUOTE}) ${unsure}`);
    writer.line('at += 1;');
    this.#colon(unsure);
    writer.block(`if (bytes[at] === ${QUOTE})`, () => {
      writer.line(`at = ${plainText}(bytes, at + 1);`);
      writer.line(`if (bytes[at] === ${QUOTE}) at += 1;`);
      writer.line(`else at = ${this.#call(skipString)}(bytes, at);`);
    });
    writer.line(`else at = ${this.#call(skipValue)}(bytes, at, 0);`);
    writer.line(`if (at < 0) ${unsure}`);
  }

  /** One byte on, and over spaces unless the expected byte stands there already. */
  #step(expected: number): void {
    this.#writer.line('at += 1;');
    this.#writer.line(`if (bytes[at] !== ${expected}) at = ${this.#call(skipSpace)}(bytes, at);`);
  }

  #colon(unsure: string): void {
    const space = this.#call(skipSpace);
    this.#writer.line(`if (bytes[at] !== ${COLON}) at = ${space}(bytes, at);`);
    this.#writer.line(`if (bytes[at] !== ${COLON}) ${unsure}`);
    this.#writer.line('at += 1;');
    this.#writer.line(`if (bytes[at] <= ${SPACE}) at = ${space}(bytes, at);`);
  }

  #value(field: ScanField, unsure: string): void {
    const writer = this.#writer;
    const value = `v${field.slot}`;
    // A NULL that is not allowed is JSON.parse's to report.
    const whenNull = field.nullable ? `${value} = null; at = ${this.#call(skipNull)}(bytes, at);` : 'at = -1;';
    writer.line(`if (bytes[at] === ${LETTER_N}) { ${whenNull} }`);
    if (field.reader.kind === 'boolean') {
      writer.line(`else if (bytes[at] === ${LETTER_T}) { ${value} = true; at = ${this.#call(skipTrue)}(bytes, at); }`);
      writer.line(
        `else if (bytes[at] === ${LETTER_F}) { ${value} = false; at = ${this.#call(skipFalse)}(bytes, at); }`,
      );
    }
    writer.block('else', () => this.#read(field, value));
    writer.line(`if (at < 0) ${unsure}`);
  }

  /** A ROW whose fields are columns: its object is read in place, into their variables. */
  #flatRow(field: ScanField, { unsure, label }: ObjectFrame): void {
    const writer = this.#writer;
    const fields = field.fields ?? [];
    const present = `v${field.slot}`;
    writer.block(`if (bytes[at] === ${LETTER_N})`, () => {
      // Of a key that comes twice the last value counts.
      for (const { slot } of fields) writer.line(`v${slot} = null;`);
      writer.line(`${present} = null;`);
      writer.line(`at = ${this.#call(skipNull)}(bytes, at);`);
      writer.line(`if (at < 0) ${unsure}`);
    });
    writer.block('else', () => {
      writer.line(`${present} = true;`);
      this.#object({
        fields,
        unsure,
        result: present,
        stopsEarly: false,
        label: `${label}${field.slot}`,
        inPlace: true,
      });
    });
  }

  #read({ slot, reader }: ScanField, value: string): void {
    const writer = this.#writer;
    const { cursor, convertOther } = this.#names;
    const other = `${value} = ${convertOther}(bytes, at, ${slot});`;
    if (reader.kind === 'row' || reader.kind === 'bytes') {
      const call =
        reader.kind === 'row'
          ? `row${slot}(bytes, at)`
          : `${writer.bind(reader.read.name, reader.read)}(${cursor}, bytes, at, ${writer.bind('target', reader.target)})`;
      writer.line(`${value} = ${call};`);
      writer.line(`if (${cursor}.at < 0) ${other}`);
    } else writer.line(other);
    writer.line(`at = ${cursor}.at;`);
  }

  #call(skip: (bytes: Uint8Array, at: number, depth: number) => number): string {
    return this.#writer.bind(skip.name, skip);
  }
}

const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;

function flatFields({ flat, fields = [] }: ScanField): readonly ScanField[] {
  return flat ? fields : [];
}

function values(fields: readonly ScanField[]): string {
  return fields.map(({ slot }) => `v${slot}`).join(', ');
}
