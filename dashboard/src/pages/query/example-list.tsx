/** Saved queries to begin with: a press puts one into the editor, with the values that it would have now. */
import type { Fetched } from '../../api/use-fetched.ts';
import { Loaded } from '../../parts/loaded.tsx';
import type { AskedQuery } from './use-query-run.ts';

export interface QueryExample {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly sql: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly about: string;
    readonly value: string | number | boolean | null;
  }[];
}

export interface Examples {
  readonly examples: readonly QueryExample[];
}

interface ExampleListProps {
  readonly from: Fetched<Examples>;
  readonly onChoose: (query: AskedQuery) => void;
}

export function ExampleList({ from, onChoose }: ExampleListProps) {
  return (
    <Loaded from={from} lines={6}>
      {({ examples }) => (
        <ul class="query-choices">
          {examples.map((example) => (
            <li key={example.name}>
              <button type="button" onClick={() => onChoose(queryOf(example))}>
                <b>{example.title}</b>
                <span>{example.about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

/** Without the lines that describe it. */
function queryOf({ sql, parameters }: QueryExample): AskedQuery {
  const values = parameters.map(({ name, value }) => [name, value === null ? '' : String(value)]);
  return { sql: sql.replace(/^(?:--[^\n]*\n)+/, '').trim(), parameters: Object.fromEntries(values) };
}
