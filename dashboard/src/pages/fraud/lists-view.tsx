/** Who is always let through, and who never: searched, added to, taken off, by hand or by a CSV file. */
import { useParameter, useSetParameters } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { usePages } from '../../api/use-pages.ts';
import { formatCount } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import { SearchField } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { ListEntry, ListKind, ListName, ListSizes } from './answers.ts';
import { EntryForm } from './entry-form.tsx';
import { EntryTable } from './entry-table.tsx';
import { ListImport } from './list-import.tsx';
import { LIST_KIND_WORDS } from './words.ts';

const LISTS = [
  ['block', 'Block'],
  ['allow', 'Allow'],
] as const;
const KINDS = Object.keys(LIST_KIND_WORDS) as readonly ListKind[];
const SHOWN = 100;

export function ListsView() {
  const setParameters = useSetParameters();
  const [listName] = useParameter('list', 'block');
  const [kindName] = useParameter('kind', 'ip');
  const [search, setSearch] = useParameter('search');
  const list: ListName = listName === 'allow' ? 'allow' : 'block';
  const kind = KINDS.find((known) => known === kindName) ?? 'ip';
  const path = `/v1/lists/${list}/${kind}`;
  const entries = usePages<ListEntry>(withQuery(path, { limit: SHOWN, search }));
  const sizes = useFetched<ListSizes>('/v1/lists');
  const changed = () => {
    entries.reload();
    sizes.reload();
  };
  const sizeOf = (of: ListKind) => sizes.data?.items.find((each) => each.list === list && each.kind === of)?.entries;
  const choose = (values: Readonly<Record<string, string>>) => setParameters({ ...values, search: '' });
  return (
    <div class="stack">
      <div class="toolbar">
        <Choice label="List" options={LISTS} value={list} onChoose={(value) => choose({ list: value })} />
        <div class="list-kinds">
          <Choice
            label="What stands on it"
            options={KINDS.map((each) => [each, kindText(each, sizeOf(each))] as const)}
            value={kind}
            onChoose={(value) => choose({ kind: value })}
          />
        </div>
      </div>
      <p class="fraud-hint list-about">
        {list === 'block'
          ? 'An order with one of these is declined, whatever the rules say.'
          : 'An order with one of these is approved, whatever the rules and the block list say.'}
      </p>
      <div class="split">
        <Panel
          title={LIST_KIND_WORDS[kind]}
          scope={sizeOf(kind) === undefined ? undefined : `${formatCount(sizeOf(kind) ?? 0)} on the ${list} list`}
          actions={<SearchField label="Search value or note" value={search} onSearch={setSearch} />}
        >
          <Loaded from={{ ...entries, data: entries.items }} lines={10}>
            {(items) => <EntryTable path={path} entries={items} isSearched={search !== ''} onChanged={changed} />}
          </Loaded>
          <MoreButton more={entries.more} />
        </Panel>
        <div class="stack">
          <Panel title="Add one">
            <EntryForm key={path} path={path} kind={kind} onChanged={changed} />
          </Panel>
          <Panel
            title="CSV file"
            actions={
              <a class="button" href={`${path}?format=csv&limit=100000`} download>
                Export
              </a>
            }
          >
            <ListImport key={path} path={path} onChanged={changed} />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function kindText(kind: ListKind, entries: number | undefined): string {
  return entries === undefined || entries === 0
    ? LIST_KIND_WORDS[kind]
    : `${LIST_KIND_WORDS[kind]} ${formatCount(entries)}`;
}
