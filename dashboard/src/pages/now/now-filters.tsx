/** The time and the category that the page looks at. */
import type { TimeRange } from '../../address/use-time-range.ts';
import { Select } from '../../parts/fields.tsx';
import { RangeChoice } from '../../parts/range-choice.tsx';

interface NowFiltersProps {
  readonly range: TimeRange;
  readonly category: string;
  /** Those that sold anything in this time, the largest first. */
  readonly categories: readonly string[];
  readonly onChoose: (category: string) => void;
}

export function NowFilters({ range, category, categories, onChoose }: NowFiltersProps) {
  const names = categories.includes(category) || category === '' ? categories : [category, ...categories];
  const options = [['', 'All categories'] as const, ...names.map((name) => [name, name] as const)];
  return (
    <div class="area-filters toolbar">
      <RangeChoice range={range} />
      <div class="category-choice">
        <Select label="Category" value={category} options={options} onChoose={onChoose} isLabelUnseen={true} />
      </div>
    </div>
  );
}
