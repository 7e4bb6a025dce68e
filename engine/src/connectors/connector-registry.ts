/** Finds the connector of a table by its name. The connectors that need a place to store come from the outside. */
import { closestName } from '../errors/closest-name.ts';
import type { LookupFunction } from '../operators/lookup-function.ts';
import type { Output } from '../operators/operator.ts';
import type { WatermarkControl } from '../operators/watermark-control.ts';
import type { ScanNode, SinkNode, TableDefinition } from '../sql/plan/physical-plan.ts';
import { blackholeConnector } from './blackhole-sink.ts';
import { datagenConnector } from './datagen-connector.ts';
import { filesystemConnector } from './filesystem-connector.ts';
import { keyedConnector } from './keyed-table.ts';
import { printConnector } from './print-sink.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';
import type { TableConnector } from './table-connector.ts';
import { invalidTable } from './table-options.ts';

/** The connectors that need nothing but the table. */
export function builtInConnectors(): readonly TableConnector[] {
  return [filesystemConnector, printConnector(), blackholeConnector, datagenConnector, keyedConnector];
}

/** Opens tables. Every function throws SqlError SQL_INVALID_TABLE for a table that cannot be opened so. */
export interface ConnectorRegistry {
  connectorFor(table: TableDefinition): TableConnector;
  createSource(scan: ScanNode, output: Output, watermark?: WatermarkControl): Source;
  createSink(node: SinkNode): Sink;
  createLookup(table: TableDefinition, keys: readonly number[], columns: readonly number[]): LookupFunction;
}

/** A registry of these connectors; where two have one name, the later counts. */
export function connectorRegistry(connectors: readonly TableConnector[] = builtInConnectors()): ConnectorRegistry {
  const byName = new Map(connectors.map((connector) => [connector.name, connector]));
  const connectorFor = (table: TableDefinition): TableConnector => {
    const name = table.options.connector;
    if (name === undefined) return invalidTable(table, "the option 'connector' is missing", known([...byName.keys()]));
    return byName.get(name) ?? unknownConnector(table, name, [...byName.keys()]);
  };
  return {
    connectorFor,
    createSource(scan, output, watermark) {
      const connector = connectorFor(scan.table);
      return connector.createSource?.(scan, output, watermark) ?? unable(scan.table, connector, 'be read as a stream');
    },
    createSink(node) {
      const connector = connectorFor(node.table);
      return connector.createSink?.(node) ?? unable(node.table, connector, 'be written to');
    },
    createLookup(table, keys, columns) {
      const connector = connectorFor(table);
      return connector.createLookup?.(table, keys, columns) ?? unable(table, connector, 'be looked up by key');
    },
  };
}

function unknownConnector(table: TableDefinition, name: string, names: readonly string[]): never {
  const closest = closestName(name, names);
  const guess = closest === undefined ? '' : `did you mean '${closest}'? `;
  invalidTable(table, `the connector '${name}' is not known`, guess + known(names));
}

function known(names: readonly string[]): string {
  return `connectors: ${names.map((name) => `'${name}'`).join(', ')}`;
}

function unable(table: TableDefinition, { name }: TableConnector, what: string): never {
  return invalidTable(table, `a table with the connector '${name}' cannot ${what}`);
}
