/**
 * Schemas of routes say of what has a default that it is required: once defaults are filled in, it is always there. Whoever
 * calls may leave it out, and the document for callers says so.
 */
type Json = Readonly<Record<string, unknown>>;

/** The document with every parameter and every field of a request's body that has a default as optional. */
export function withOptionalDefaults<Given extends { readonly paths?: unknown }>(document: Given): Given {
  const paths = mapped(document.paths, (path) => mapped(path, operationOf));
  return { ...document, paths };
}

function operationOf(operation: unknown): unknown {
  if (!isRecord(operation)) return operation;
  const { parameters, requestBody } = operation;
  return {
    ...operation,
    ...(Array.isArray(parameters) ? { parameters: parameters.map(parameterOf) } : {}),
    ...(requestBody === undefined ? {} : { requestBody: schemaOf(requestBody) }),
  };
}

function parameterOf(parameter: unknown): unknown {
  return isRecord(parameter) && hasDefault(parameter.schema) ? { ...parameter, required: false } : parameter;
}

/** The same of a schema and all that it is made of. */
function schemaOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(schemaOf);
  if (!isRecord(value)) return value;
  const { required, properties } = value;
  const whole = mapped(value, schemaOf);
  if (!Array.isArray(required) || !isRecord(properties)) return whole;
  return { ...whole, required: required.filter((name) => !hasDefault(properties[name])) };
}

function hasDefault(schema: unknown): boolean {
  return isRecord(schema) && schema.default !== undefined;
}

function mapped(record: unknown, change: (value: unknown) => unknown): Json {
  if (!isRecord(record)) return {};
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
