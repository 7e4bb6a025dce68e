/** Streams, as the server tells of them. */

export interface StreamColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

export interface Stream {
  readonly name: string;
  readonly about: string;
  readonly key: readonly string[];
  readonly columns: readonly StreamColumn[];
  readonly writtenBy: string;
  readonly retentionDays: number | null;
  readonly routes: readonly string[];
  readonly topics: readonly string[];
  readonly warehouseTable: string | null;
  readonly changes: number;
  readonly changesPerSecond: number | null;
}

export interface EventTypeItem {
  readonly name: string;
  readonly about: string;
  readonly control: boolean;
  readonly events: number;
  readonly eventsPerSecond: number | null;
}

export interface StreamList {
  readonly at: string;
  readonly items: readonly Stream[];
  readonly eventTypes: readonly EventTypeItem[];
}

export interface StreamExamples {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

export const EVENTS = 'events';

/** Those that have the text in their name, in what they are about, or in the name of a column. */
export function found(streams: readonly Stream[], text: string): readonly Stream[] {
  const wanted = text.toLowerCase();
  return streams.filter(({ name, about, columns }) =>
    [name, about, ...columns.map((column) => column.name)].some((part) => part.toLowerCase().includes(wanted)),
  );
}
