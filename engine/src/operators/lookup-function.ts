/** Looks rows up in a keyed table: the values of the compared columns in, the wanted columns of each match out. */
export type LookupFunction = (values: readonly unknown[]) => readonly (readonly unknown[])[];
