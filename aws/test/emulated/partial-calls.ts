/**
 * Calls of which a part may be refused: PutRecords of Kinesis and Firehose answer record by record, BatchGetItem and
 * BatchWriteItem of DynamoDB hand back what they did not come to.
 */

export interface PartialCall {
  /** The request with only what is let through. */
  readonly body: Buffer;
  /** The answer to the whole request, made of the answer to the part. */
  answer(answered: Buffer): Buffer;
}

type Json = Record<string, unknown>;

const REFUSED = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'too much at once' };
const UNAVAILABLE = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow down' };

/** @param refuse decides for each item. Undefined for calls that pass or fail as one, and where no item is left. */
export function partialCall(target: unknown, body: Buffer, refuse: () => boolean): PartialCall | undefined {
  if (typeof target !== 'string' || body[0] !== 0x7b) return undefined;
  const request = JSON.parse(body.toString()) as Json;
  if (target.endsWith('.PutRecords')) return someRecords(request, { list: 'Records', refused: REFUSED }, refuse);
  if (target.endsWith('.PutRecordBatch'))
    return someRecords(request, { list: 'RequestResponses', refused: UNAVAILABLE }, refuse);
  if (target.endsWith('.BatchWriteItem')) return someWrites(request, refuse);
  if (target.endsWith('.BatchGetItem')) return someKeys(request, refuse);
  return undefined;
}

function someRecords(
  request: Json,
  { list, refused }: { list: string; refused: Json },
  refuse: () => boolean,
): PartialCall | undefined {
  const records = (request.Records as unknown[]).map((record) => ({ record, refused: refuse() }));
  const through = records.filter((each) => !each.refused);
  if (through.length === 0) return undefined;
  return {
    body: encoded({ ...request, Records: through.map(({ record }) => record) }),
    answer: (answered) => {
      const answer = JSON.parse(answered.toString()) as Json;
      const taken = (answer[list] as unknown[])[Symbol.iterator]();
      const all = records.map((each) => (each.refused ? refused : taken.next().value));
      const failed = (list === 'Records' ? answer.FailedRecordCount : answer.FailedPutCount) as number;
      const count = failed + records.length - through.length;
      return encoded({ ...answer, [list]: all, [list === 'Records' ? 'FailedRecordCount' : 'FailedPutCount']: count });
    },
  };
}

function someWrites(request: Json, refuse: () => boolean): PartialCall | undefined {
  const { through, refused } = parted(request.RequestItems as Record<string, unknown[]>, refuse);
  if (Object.keys(through).length === 0) return undefined;
  return {
    body: encoded({ ...request, RequestItems: through }),
    answer: (answered) => encoded({ ...(JSON.parse(answered.toString()) as Json), UnprocessedItems: refused }),
  };
}

function someKeys(request: Json, refuse: () => boolean): PartialCall | undefined {
  const tables = request.RequestItems as Record<string, Json & { Keys: unknown[] }>;
  const keys = parted(Object.fromEntries(Object.entries(tables).map(([name, { Keys }]) => [name, Keys])), refuse);
  if (Object.keys(keys.through).length === 0) return undefined;
  const withKeys = (some: Record<string, unknown[]>): Json =>
    Object.fromEntries(Object.entries(some).map(([name, Keys]) => [name, { ...tables[name], Keys }]));
  return {
    body: encoded({ ...request, RequestItems: withKeys(keys.through) }),
    answer: (answered) =>
      encoded({ ...(JSON.parse(answered.toString()) as Json), UnprocessedKeys: withKeys(keys.refused) }),
  };
}

function parted(
  tables: Record<string, unknown[]>,
  refuse: () => boolean,
): { through: Record<string, unknown[]>; refused: Record<string, unknown[]> } {
  const through: Record<string, unknown[]> = {};
  const refused: Record<string, unknown[]> = {};
  for (const [name, items] of Object.entries(tables))
    for (const item of items) {
      const side = refuse() ? refused : through;
      side[name] = [...(side[name] ?? []), item];
    }
  return { through, refused };
}

function encoded(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
