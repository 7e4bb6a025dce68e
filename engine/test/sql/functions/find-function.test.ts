/** The catalogue of functions is whole and says nothing twice. */
import { describe, expect, it } from 'vitest';
import {
  aggregateFunctions,
  findAggregateFunction,
  findScalarFunction,
  scalarFunctions,
} from '../../../src/sql/functions/find-function.ts';
import { aggregateFunctionMeanings, scalarFunctionMeanings } from '../../../src/sql/functions/names.ts';

describe('the catalogue', () => {
  it('files every signature under its own canonical name', () => {
    for (const [name, signature] of Object.entries(scalarFunctions)) expect(signature.name).toBe(name);
    for (const [name, signature] of Object.entries(aggregateFunctions)) expect(signature.name).toBe(name);
  });

  it('has a signature and a meaning for the same names', () => {
    expect(Object.keys(scalarFunctions).sort()).toEqual(Object.keys(scalarFunctionMeanings).sort());
    expect(Object.keys(aggregateFunctions).sort()).toEqual(Object.keys(aggregateFunctionMeanings).sort());
  });

  it('gives each SQL spelling to one function', () => {
    const all = [...Object.values(scalarFunctions), ...Object.values(aggregateFunctions)];
    const spellings = all.flatMap((signature) => signature.spellings);
    expect(new Set(spellings).size).toBe(spellings.length);
  });

  it('finds functions without regard to case', () => {
    expect(findScalarFunction('substr')?.name).toBe('SUBSTRING');
    expect(findScalarFunction('Ceiling')?.name).toBe('CEIL');
    expect(findAggregateFunction('stddev')?.name).toBe('STDDEV_SAMP');
    expect(findScalarFunction('EQUALS')).toBeUndefined();
  });
});
