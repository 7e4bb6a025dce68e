/** Chooses one category, or all; one that an address names can be seen and left even where it is not known. */
import { Select } from './fields.tsx';

interface CategorySelectProps {
  /** Empty for all. */
  readonly value: string;
  readonly categories: readonly string[];
  readonly onChoose: (category: string) => void;
}

export function CategorySelect({ value, categories, onChoose }: CategorySelectProps) {
  const names = value === '' || categories.includes(value) ? categories : [value, ...categories];
  const options = [['', 'All categories'] as const, ...names.map((name) => [name, name] as const)];
  return <Select label="Category" value={value} options={options} onChoose={onChoose} isLabelUnseen />;
}
