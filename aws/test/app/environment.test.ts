/** What handlers ask their environment for is what the stacks give them, found in the handlers' own sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploymentNamed, HANDLERS } from './deployment.ts';

const LAMBDAS = join(import.meta.dirname, '../../src/lambdas');
const ASKED = /\b(?:required\w*|tableAccess)\((?:\w+, )?'([A-Z][A-Z_]+)'|\b([A-Z][A-Z_]+): \w+ = ''/g;

/** Variables without which the function does not start. */
function askedFor(handler: string): readonly string[] {
  const sources = readdirSync(join(LAMBDAS, handler)).map((file) => readFileSync(join(LAMBDAS, handler, file), 'utf8'));
  const names = sources.flatMap((text) =>
    [...text.matchAll(ASKED)].map(([, asked, destructured]) => asked ?? destructured ?? ''),
  );
  return [...new Set(names)].sort();
}

/** By function, over both profiles: each has functions that the other does without. */
const given = new Map(
  [deploymentNamed('baseline'), deploymentNamed('small')].flatMap((deployment) =>
    deployment
      .resources()
      .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && 'FunctionName' in Properties)
      .map(({ Properties }) => {
        const { FunctionName, Environment } = Properties as {
          FunctionName: string;
          Environment: { Variables: Record<string, unknown> };
        };
        return [FunctionName.replace(`${deployment.profile.name}-`, ''), Object.keys(Environment.Variables)] as const;
      }),
  ),
);

describe('the environment of functions', () => {
  it('is asked for at all', () => {
    expect(askedFor('enrich')).toEqual(expect.arrayContaining(['STREAM_EVENTS', 'TABLE_STATE', 'VALKEY_URL']));
    expect(askedFor('insights')).toEqual(expect.arrayContaining(['TABLE_RESULTS', 'TABLE_AUDIT']));
  });

  it.each(HANDLERS)('%s has all that it needs', (handler) => {
    const variables = given.get(handler) ?? [];
    expect(askedFor(handler).filter((name) => !variables.includes(name))).toEqual([]);
  });
});
