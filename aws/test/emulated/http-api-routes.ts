/** Which route of an HTTP API a request takes: the most exact one, by API Gateway's order. */

export interface RouteMatch {
  readonly key: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Full matches before paths with variables, those before `{rest+}`, the method before ANY, and `$default` last. */
export function matchRoute(keys: readonly string[], method: string, path: string): RouteMatch | undefined {
  const matches = keys.flatMap((key) => {
    const parameters = parametersOf(key, method, path);
    return parameters === undefined ? [] : [{ key, parameters }];
  });
  return matches.toSorted((a, b) => vagueness(a.key) - vagueness(b.key))[0];
}

function parametersOf(key: string, method: string, path: string): Record<string, string> | undefined {
  if (key === '$default') return {};
  const [wantedMethod = '', wantedPath = ''] = key.split(' ');
  if (wantedMethod !== 'ANY' && wantedMethod !== method) return undefined;
  const wanted = wantedPath.split('/');
  const given = path.split('/');
  const rest = /^\{(.+)\+\}$/.exec(wanted.at(-1) ?? '')?.[1];
  if (rest === undefined ? wanted.length !== given.length : given.length < wanted.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const variable = /^\{([^+]+)\}$/.exec(part)?.[1];
    const value = decodeURIComponent(given[place] ?? '');
    if (rest !== undefined && place === wanted.length - 1) parameters[rest] = given.slice(place).join('/');
    else if (variable !== undefined && value !== '') parameters[variable] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
}

function vagueness(key: string): number {
  if (key === '$default') return 1_000;
  const variables = key.split('{').length - 1;
  return (key.includes('+}') ? 100 : 0) + variables * 2 + (key.startsWith('ANY ') ? 1 : 0);
}
