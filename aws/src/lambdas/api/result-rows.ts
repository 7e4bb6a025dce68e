/** Ranges of a view's rows out of the table `results`. */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';

export interface RowRange {
  readonly view: string;
  /** Sort keys: inclusive and exclusive. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly limit: number;
  readonly reverse: boolean;
}

export interface StoredRow {
  readonly sortKey: string;
  readonly row: ViewRow;
}

/** Marks of rows that have left are passed over, so that several questions may be needed. */
const MOST_QUESTIONS = 20;
/** Above every sort key. */
const LAST = '\uffff';

export class ResultRows {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(range: RowRange): Promise<readonly StoredRow[]> {
    const rows: StoredRow[] = [];
    let start: Record<string, AttributeValue> | undefined;
    for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
      const { Items = [], LastEvaluatedKey } = await this.#dynamo.send(this.#query(range, start));
      rows.push(...Items.flatMap(storedRow).filter(({ sortKey }) => sortKey !== range.to));
      start = LastEvaluatedKey;
      if (rows.length >= range.limit || start === undefined) break;
    }
    return rows.slice(0, range.limit);
  }

  #query(
    { view, from = '\u0000', to = LAST, limit, reverse }: RowRange,
    start: Record<string, AttributeValue> | undefined,
  ) {
    return new QueryCommand({
      TableName: this.#table,
      // The upper bound is inclusive here: a row at it is left out afterwards.
      KeyConditionExpression: 'pk = :view AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':view': { S: view }, ':from': { S: from }, ':to': { S: to } },
      ScanIndexForward: !reverse,
      Limit: limit + 1,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
  }
}

function storedRow({ sk, row }: Record<string, AttributeValue>): readonly StoredRow[] {
  return row?.S === undefined ? [] : [{ sortKey: sk?.S ?? '', row: JSON.parse(row.S) }];
}
