/**
 * Every stream that there is, with what is known of it: the events as they come in, and each view that is made of them.
 * What the columns are is asked of the stores themselves, so that nothing here can differ from what is written.
 */
import type { Schema } from '@millrace/engine/row/data-type.ts';
import { formatBareType } from '@millrace/engine/row/type-format.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { TSchema } from 'typebox';
import { eventSchema } from '../events/event-schema.ts';
import { sqlTypeOf } from '../events/event-tables.ts';
import { TOPIC_VIEWS } from '../sinks/live/topic.ts';
import { TABLE_NAMES } from '../sinks/warehouse/warehouse-tables.ts';
import { ANALYTICS_NOTES } from './analytics-notes.ts';
import { DECISION_NOTES } from './decision-notes.ts';
import { columnNote, type StreamNote } from './stream-note.ts';
import type { StreamTable } from './stream-tables.ts';

export interface StreamColumn {
  readonly name: string;
  /** As SQL has it. */
  readonly type: string;
  readonly description: string;
}

export interface StreamFacts {
  readonly name: string;
  readonly about: string;
  /** What tells rows apart. */
  readonly key: readonly string[];
  readonly columns: readonly StreamColumn[];
  /** The file that writes it, `functions`, or `collector`. */
  readonly writtenBy: string;
  /** Null: rows stay until they are taken back. */
  readonly retentionMs: number | null;
  readonly routes: readonly string[];
  readonly topics: readonly string[];
  /** The table of the warehouse that it goes to. */
  readonly warehouseTable: string | null;
}

export const EVENTS = 'events';
export const STREAM_NOTES: Readonly<Record<string, StreamNote>> = { ...ANALYTICS_NOTES, ...DECISION_NOTES };

/** @param retentionMs how long the log keeps events. */
export function eventStream(retentionMs: number): StreamFacts {
  const fields: [string, TSchema][] = Object.entries(eventSchema.properties);
  return {
    name: EVENTS,
    about: 'Everything that happened in the shop, as it came in: what all others are made of.',
    key: ['eventId'],
    columns: fields.flatMap(([name, schema]) => eventColumn(name, schema)),
    writtenBy: 'collector',
    retentionMs,
    routes: ['POST /v1/events'],
    topics: [],
    warehouseTable: EVENTS,
  };
}

/** @param table undefined for a view that no script of this version writes. */
export function viewStream({ definition }: ViewReader, table: StreamTable | undefined): StreamFacts {
  const { name, schema, primaryKey } = definition;
  const note = Object.hasOwn(STREAM_NOTES, name) ? STREAM_NOTES[name] : undefined;
  return {
    name,
    about: note?.about ?? '',
    key: primaryKey,
    columns: viewColumns(schema, note),
    writtenBy: table?.writtenBy ?? '',
    retentionMs: table?.retentionMs ?? null,
    routes: note?.routes ?? [],
    topics: Object.entries(TOPIC_VIEWS).flatMap(([topic, views]) => (isAmong(views, name) ? [topic] : [])),
    warehouseTable: isAmong(TABLE_NAMES, name) ? name : null,
  };
}

function viewColumns(schema: Schema, note: StreamNote | undefined): readonly StreamColumn[] {
  return schema.map(({ name, type }) => ({
    name,
    type: formatBareType(type),
    description: columnNote(note, name) ?? '',
  }));
}

/** Where a field may be null, its description is that of its other form. */
function eventColumn(name: string, schema: TSchema): StreamColumn[] {
  const type = name === 'properties' ? 'STRING' : sqlTypeOf(schema);
  if (type === undefined) return [];
  return [{ name, type, description: descriptionOf(schema) }];
}

function descriptionOf(schema: TSchema): string {
  if ('description' in schema && typeof schema.description === 'string') return schema.description;
  const forms: unknown = 'anyOf' in schema ? schema.anyOf : [];
  const described = Array.isArray(forms) ? forms.find((form) => typeof form?.description === 'string') : undefined;
  return described?.description ?? '';
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
