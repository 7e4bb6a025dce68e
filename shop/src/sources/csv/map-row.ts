/**
 * Turns a CSV row into an event by a mapping. What cannot be mapped is still sent, as it is: the collector's verdict on
 * it names the field, and the row is kept in quarantine instead of being lost on the way.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Condition, FeedMapping, FieldRule } from './feed-mapping.ts';
import { compileTimePattern } from './time-pattern.ts';

export type CsvRow = Readonly<Record<string, string>>;
export type MappedEvent = Readonly<Record<string, string | number | boolean>>;

type FieldReader = (row: CsvRow) => string | number | boolean | undefined;

interface CompiledRule {
  readonly holds: (row: CsvRow) => boolean;
  readonly eventType: string;
  readonly fields: readonly (readonly [name: string, read: FieldReader])[];
}

/**
 * Compiles a mapping into a function from rows to events. It counts equal rows, so that two equal lines of one file are
 * two events while the same file sent again gives the same ids: use one compiled mapping per file.
 * @param name the mapping's name or path. Its last part without `.json` goes into the event ids, so that equal rows of
 * two feeds stay apart, and a path that is written otherwise changes no id.
 */
export function compileMapping(name: string, mapping: FeedMapping): (row: CsvRow) => MappedEvent {
  const rules = mapping.rules.map((rule) => compileRule(mapping, rule));
  const nextId = rowIdentity(basename(name, '.json'), mapping.columns);
  return (row) => {
    const eventId = nextId(row);
    if (mapping.columns.some((column) => row[column] === undefined))
      return { eventId, eventType: 'cut_off_row', ...row };
    const rule = rules.find(({ holds }) => holds(row));
    if (!rule) return { eventId, eventType: 'unmapped_row', ...row };
    const event: Record<string, string | number | boolean> = { eventId, eventType: rule.eventType };
    for (const [field, read] of rule.fields) {
      const value = read(row);
      if (value !== undefined) event[field] = value;
    }
    return event;
  };
}

/** The id of a row: its content's hash and how many equal rows came before it in this file. */
function rowIdentity(name: string, columns: readonly string[]): (row: CsvRow) => string {
  const seen = new Map<string, number>();
  return (row) => {
    const content = JSON.stringify(columns.map((column) => row[column] ?? null));
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    const repeat = seen.get(hash) ?? 0;
    seen.set(hash, repeat + 1);
    return `${name}:${hash}:${repeat}`;
  };
}

function compileRule(mapping: FeedMapping, rule: FeedMapping['rules'][number]): CompiledRule {
  const conditions = rule.when.map(compileCondition);
  const fields = Object.entries({ ...mapping.fields, ...rule.fields });
  return {
    holds: (row) => conditions.every((holds) => holds(row)),
    eventType: rule.eventType,
    fields: fields.map(([name, field]) => [name, compileField(field)]),
  };
}

function compileCondition({ column, matches, above }: Condition): (row: CsvRow) => boolean {
  const pattern = matches === undefined ? undefined : new RegExp(matches);
  return (row) => {
    const text = row[column] ?? '';
    if (pattern && !pattern.test(text)) return false;
    return above === undefined || (text !== '' && Number(text) > above);
  };
}

function compileField(field: FieldRule): FieldReader {
  const { without, constant } = field;
  const read = constant === undefined ? compileText(field) : () => constant;
  if (without === undefined) return read;
  return (row) => ((row[without] ?? '') === '' ? read(row) : undefined);
}

/** Text from a column or a template, then made a number or a time. An empty text is an absent field. */
function compileText(field: FieldRule): FieldReader {
  const remove = field.remove === undefined ? undefined : new RegExp(field.remove);
  const convert = compileConversion(field);
  return (row) => {
    const raw = field.template === undefined ? (row[field.column ?? ''] ?? '') : fill(field.template, row);
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

function fill(template: string, row: CsvRow): string {
  return template.replace(/\{([^}]+)\}/g, (_, column: string) => row[column] ?? '');
}
