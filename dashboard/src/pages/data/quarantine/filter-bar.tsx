/** The filters of the quarantine that are typed or picked; those by kind are chosen in the counts below. */
import { SearchField, Select } from '../../../parts/fields.tsx';
import { Icon } from '../../../shell/icon.tsx';
import { type Filter, type FilterName, OUTCOMES, SINCE } from './quarantine-filter.ts';

const CHIPS: readonly (readonly [FilterName, string])[] = [
  ['code', 'Code'],
  ['source', 'Source'],
  ['type', 'Type'],
  ['upload', 'Upload'],
];

export function FilterBar({ filter }: { readonly filter: Filter }) {
  const { values, set, clear } = filter;
  const chips = CHIPS.filter(([name]) => values[name] !== '');
  return (
    <div class="toolbar data-filter">
      <SearchField label="Search events and messages" value={values.text} onSearch={(text) => set('text', text)} />
      <Select
        label="State"
        isLabelUnseen
        value={values.outcome}
        options={OUTCOMES}
        onChoose={(outcome) => set('outcome', outcome)}
      />
      <Select
        label="Since"
        isLabelUnseen
        value={values.since}
        options={SINCE}
        onChoose={(since) => set('since', since)}
      />
      {chips.map(([name, title]) => (
        <button key={name} type="button" class="chip" onClick={() => set(name, '')}>
          {title}: <b>{values[name]}</b>
          <Icon name="close" />
          <span class="unseen">Take this filter out</span>
        </button>
      ))}
      {chips.length > 1 && (
        <button type="button" class="button" onClick={clear}>
          Clear all
        </button>
      )}
    </div>
  );
}
