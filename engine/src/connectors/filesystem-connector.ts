/**
 * `'connector' = 'filesystem'`: files in a folder, with Flink's options. In PARTITIONED BY tables the columns of the
 * partition are not in the files but in the names of the folders that the files are in.
 */

import { ConversionError } from '../formats/conversion-error.ts';
import { CSV_DEFAULTS } from '../formats/csv-options.ts';
import { csvConverter } from '../formats/csv-value.ts';
import type { OptionReader } from '../formats/option-reader.ts';
import type { Schema } from '../row/data-type.ts';
import type { Row, Value } from '../row/row.ts';
import { rowClass, valuesToRow } from '../row/row-class.ts';
import { formatValue } from '../row/value-format.ts';
import type { ScanNode, SinkNode, TableDefinition } from '../sql/plan/physical-plan.ts';
import { type FileFormat, readFileFormat } from './file-format.ts';
import { escapeName, localPath, partitionValues, type TableFile } from './file-list.ts';
import type { FilePosition, FileRows } from './file-rows.ts';
import { FilesystemSink, type RollingPolicy } from './filesystem-sink.ts';
import { FilesystemSource } from './filesystem-source.ts';
import { mapRows } from './mapped-rows.ts';
import type { TableConnector } from './table-connector.ts';
import { invalidTable, tableOptions } from './table-options.ts';

export const filesystemConnector: TableConnector = {
  name: 'filesystem',
  createSource(scan, output, watermark) {
    const { path, format, defaultName } = readOptions(scan.table);
    return new FilesystemSource(
      {
        path,
        open: fileOpener(scan, format, defaultName),
        ignoreParseErrors: format.ignoreParseErrors,
        ignoreOption: `${format.name}.ignore-parse-errors`,
      },
      { output, watermark },
    );
  },
  createSink(node) {
    const { path, format, defaultName, rolling } = readOptions(node.table);
    const { schema, partitionKeys } = node.table;
    const inFile = schema.filter(({ name }) => !partitionKeys.includes(name));
    return new FilesystemSink({
      root: path,
      extension: `.${format.name}`,
      encode: fileEncoder(schema, inFile, format),
      folderOf: partitionFolder(node, defaultName),
      rolling,
    });
  },
};

interface FilesystemOptions {
  readonly path: string;
  readonly format: FileFormat;
  /** The folder name that stands for a NULL or empty partition value. */
  readonly defaultName: string;
  readonly rolling: RollingPolicy;
}

function readOptions(table: TableDefinition): FilesystemOptions {
  const reader = tableOptions(table);
  const options = {
    path: localPath(reader.requiredText('path')),
    format: readFileFormat(reader, table.schema),
    defaultName: reader.text('partition.default-name') ?? '__DEFAULT_PARTITION__',
    rolling: readRollingPolicy(reader),
  };
  reader.finish();
  const missing = table.partitionKeys.find((key) => !table.schema.some(({ name }) => name === key));
  if (missing !== undefined) invalidTable(table, `PARTITIONED BY names a column ${missing} that the table lacks`);
  return options;
}

function readRollingPolicy(reader: OptionReader): RollingPolicy {
  // Flink looks at its files this often; here they are looked at with each commit.
  reader.duration('sink.rolling-policy.check-interval', 60_000);
  return {
    maxBytes: reader.size('sink.rolling-policy.file-size', 128 * 2 ** 20),
    maxAgeMs: reader.duration('sink.rolling-policy.rollover-interval', 30 * 60_000),
  };
}

type OpenFile = (file: TableFile, position: FilePosition) => FileRows;

/** Opens the table's files so that their rows have the scan's columns. */
function fileOpener(scan: ScanNode, format: FileFormat, defaultName: string): OpenFile {
  const { schema, partitionKeys } = scan.table;
  const inFile = schema.filter(({ name }) => !partitionKeys.includes(name));
  const fileColumns = scan.columns.flatMap((column) => {
    const field = schema[column];
    return field === undefined || !inFile.includes(field) ? [] : [inFile.indexOf(field)];
  });
  const open = format.opener(inFile, fileColumns);
  if (fileColumns.length === scan.columns.length) return (file, position) => open(file.path, position);
  return (file, position) => {
    const complete = partitionedRow(scan, partitionValues(file.name, defaultName), file);
    return mapRows(open(file.path, position), complete);
  };
}

/** Puts the values of the file's partition between those that are in the file. */
function partitionedRow(scan: ScanNode, texts: ReadonlyMap<string, string | null>, file: TableFile): (row: Row) => Row {
  const { schema, partitionKeys } = scan.table;
  const Class = rowClass(scan.schema, scan.table.name);
  const constants = scan.columns.map((column): Value | undefined => {
    const field = schema[column];
    if (field === undefined || !partitionKeys.includes(field.name)) return undefined;
    const text = texts.get(field.name);
    if (text === undefined) return invalidTable(scan.table, `${file.path} is in no folder ${field.name}=…`);
    return text === null
      ? null
      : partitionValue(scan.table, field.name, () => csvConverter(field.type, CSV_DEFAULTS)(text));
  });
  return (row) => {
    const values = Object.values(row)[Symbol.iterator]();
    return valuesToRow(
      Class,
      constants.map((constant) => constant ?? (constant === null ? null : (values.next().value ?? null))),
    );
  };
}

function partitionValue(table: TableDefinition, name: string, convert: () => Value): Value {
  try {
    return convert();
  } catch (error) {
    if (error instanceof ConversionError) return invalidTable(table, `partition ${name}: ${error.message}`);
    throw error;
  }
}

/** Encodes the columns that are not the partition's. */
function fileEncoder(schema: Schema, inFile: Schema, format: FileFormat): (row: Row) => string {
  const encode = format.encoder(inFile);
  if (inFile.length === schema.length) return encode;
  const Class = rowClass(inFile, 'file');
  const kept = schema.flatMap((field, index) => (inFile.includes(field) ? [index] : []));
  return (row) =>
    encode(
      valuesToRow(
        Class,
        kept.map((index) => row[`c${index}`] ?? null),
      ),
    );
}

function partitionFolder({ table }: SinkNode, defaultName: string): (row: Row) => string {
  const keys = table.partitionKeys.map((name) => {
    const index = table.schema.findIndex((field) => field.name === name);
    const type = table.schema[index]?.type ?? { kind: 'NULL', nullable: true };
    return (row: Row) => {
      const value = row[`c${index}`] ?? null;
      const text = value === null ? '' : formatValue(value, type);
      return `${escapeName(name)}=${text === '' ? defaultName : escapeName(text)}`;
    };
  });
  return (row) => keys.map((key) => key(row)).join('/');
}
