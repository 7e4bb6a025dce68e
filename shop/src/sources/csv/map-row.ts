/**
 * Turns a CSV row into an event by a mapping. What cannot be mapped is still sent, as it is: the collector's verdict on
 * it names the field, and the row is kept in quarantine instead of being lost on the way.
 */
import { hash } from 'node:crypto';
import { basename } from 'node:path';
import type { Condition, FeedMapping, FieldRule } from './feed-mapping.ts';
import { RowRepeats } from './row-repeats.ts';
import { compileTimePattern } from './time-pattern.ts';

/** The values of a row, in the order of the file's columns. It may be shorter when the row is cut off. */
export type RowValues = readonly string[];
export type MappedEvent = Readonly<Record<string, MappedValue>>;
type MappedValue = string | number | boolean | Readonly<Record<string, string>>;

type FieldReader = (row: RowValues) => string | number | boolean | undefined;

interface CompiledRule {
  readonly holds: (row: RowValues) => boolean;
  readonly eventType: string;
  readonly fields: readonly (readonly [name: string, read: FieldReader])[];
}

/** Where each column of the file stands; a column that is not there has no place. */
type Places = ReadonlyMap<string, number>;

/**
 * Compiles a mapping into a function from rows to events. It counts equal rows, so that two equal lines of one file are
 * two events while the same file sent again gives the same ids: use one compiled mapping per file.
 * @param name the mapping's name or path. Its last part without `.json` goes into the event ids, so that equal rows of
 * two feeds stay apart, and a path that is written otherwise changes no id.
 * @param header the columns of the file, in their order.
 * @param fileId stands for the file's bytes. With it rows are numbered, and not told apart by what they say.
 */
export function compileMapping(
  name: string,
  mapping: FeedMapping,
  { header = mapping.columns, fileId }: { readonly header?: readonly string[]; readonly fileId?: string } = {},
): (row: RowValues) => MappedEvent {
  const places: Places = new Map(header.map((column, place) => [column, place]));
  const toFields = compileFields(mapping, places, header);
  const prefix = `${basename(name, '.json')}:`;
  const nextId = fileId === undefined ? rowIdentity(prefix, mapping, places) : rowNumbers(`${prefix}${fileId}:`);
  const needed = Math.max(...mapping.columns.map((column) => places.get(column) ?? -1));
  return (row) => {
    const eventId = nextId(row);
    if (row.length <= needed) return { eventId, eventType: 'cut_off_row', ...namedValues(header, row) };
    return toFields(row, eventId);
  };
}

/** The event of a row whose id is known, which is a whole row. */
export function compileFields(
  mapping: FeedMapping,
  places: Places,
  header: readonly string[],
): (row: RowValues, eventId: string) => MappedEvent {
  const rules = mapping.rules.map((rule) => compileRule(mapping, rule, places));
  const kept = mapping.otherColumns === 'keep' ? otherColumns(mapping, header) : [];
  return (row, eventId) => {
    const rule = rules.find(({ holds }) => holds(row));
    if (!rule) return { eventId, eventType: 'unmapped_row', ...namedValues(header, row) };
    const event: Record<string, MappedValue> = { eventId, eventType: rule.eventType };
    if (kept.length > 0) event.properties = keptValues(kept, row);
    for (const [field, read] of rule.fields) {
      const value = read(row);
      if (value !== undefined) event[field] = value;
    }
    return event;
  };
}

/** A row with the names of its columns. Columns cannot take the place of what says what the row is. */
export function namedValues(header: readonly string[], row: RowValues): Record<string, string> {
  const named: [string, string][] = [];
  header.forEach((column, place) => {
    const value = row[place];
    if (value !== undefined && column !== 'eventId' && column !== 'eventType') named.push([column, value]);
  });
  return Object.fromEntries(named);
}

type PlacedColumn = readonly [column: string, place: number];

/** Columns that the mapping says nothing of, but for those with the name of one of its fields. */
function otherColumns(mapping: FeedMapping, header: readonly string[]): readonly PlacedColumn[] {
  const { columns, optionalColumns = [], fields, rules } = mapping;
  const taken = [fields, ...rules.map((rule) => rule.fields)].flatMap((own) => Object.keys(own));
  const known = new Set([...columns, ...optionalColumns, ...taken, '']);
  return header.map((column, place) => [column, place] as const).filter(([column]) => !known.has(column));
}

function keptValues(kept: readonly PlacedColumn[], row: RowValues): Readonly<Record<string, string>> {
  return Object.fromEntries(kept.flatMap(([column, place]) => (row[place] ? [[column, row[place]]] : [])));
}

/**
 * The id of a row: its content's hash and how many equal rows came before it in this file. With `rowId` it is that of the
 * columns which tell rows apart, and a row like it is the same row again.
 */
function rowIdentity(prefix: string, { columns, rowId }: FeedMapping, places: Places): (row: RowValues) => string {
  const telling = (rowId ?? columns).map((column) => places.get(column) ?? -1);
  const repeats = new RowRepeats();
  return (row) => {
    const content = JSON.stringify(telling.map((place) => row[place] ?? null));
    const digest = hash('sha256', content, 'base64url').slice(0, 22);
    if (rowId !== undefined) return `${prefix}${digest}`;
    return `${prefix}${digest}:${repeats.next(wordOf(digest, 0), wordOf(digest, 5))}`;
  };
}

function rowNumbers(prefix: string): () => string {
  let number = 0;
  return () => `${prefix}${++number}`;
}

const CODES = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(String.fromCharCode(code))),
);

/** 30 bits of a hash in base64url, of its five characters from `at` on. */
function wordOf(digest: string, at: number): number {
  let word = 0;
  for (let index = at; index < at + 5; index++) word = (word << 6) | (CODES[digest.charCodeAt(index)] ?? 0);
  return word >>> 0;
}

function compileRule(mapping: FeedMapping, rule: FeedMapping['rules'][number], places: Places): CompiledRule {
  const conditions = rule.when.map((condition) => compileCondition(condition, places));
  const fields = Object.entries({ ...mapping.fields, ...rule.fields });
  return {
    holds: (row) => conditions.every((holds) => holds(row)),
    eventType: rule.eventType,
    fields: fields.map(([name, field]) => [name, compileField(field, places)]),
  };
}

function compileCondition({ column, matches, above }: Condition, places: Places): (row: RowValues) => boolean {
  const pattern = matches === undefined ? undefined : new RegExp(matches);
  const place = places.get(column) ?? -1;
  return (row) => {
    const text = row[place] ?? '';
    if (pattern && !pattern.test(text)) return false;
    return above === undefined || (text !== '' && Number(text) > above);
  };
}

function compileField(field: FieldRule, places: Places): FieldReader {
  const { without, constant } = field;
  const read = constant === undefined ? compileText(field, places) : () => constant;
  if (without === undefined) return read;
  const place = places.get(without) ?? -1;
  return (row) => ((row[place] ?? '') === '' ? read(row) : undefined);
}

/** Text from a column or a template, then made a number or a time. An empty text is an absent field. */
function compileText(field: FieldRule, places: Places): FieldReader {
  const remove = field.remove === undefined ? undefined : new RegExp(field.remove);
  const convert = compileConversion(field);
  const place = places.get(field.column ?? '') ?? -1;
  const { template } = field;
  return (row) => {
    const raw = template === undefined ? (row[place] ?? '') : fill(template, row, places);
    const text = remove ? raw.replace(remove, '') : raw;
    return text === '' ? undefined : convert(text);
  };
}

function compileConversion(field: FieldRule): (text: string) => string | number {
  if (field.time !== undefined) return compileTimePattern(field.time);
  if (field.number === undefined) return (text) => text;
  return (text) => {
    const value = Number(text);
    if (Number.isNaN(value)) return text;
    return field.absolute ? Math.abs(value) : value;
  };
}

function fill(template: string, row: RowValues, places: Places): string {
  return template.replace(/\{([^}]+)\}/g, (_, column: string) => row[places.get(column) ?? -1] ?? '');
}
