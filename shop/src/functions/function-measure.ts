/** Figures that functions keep of themselves, for the metrics. Counted since the functions were opened: they are no state. */

/** What is measured. */
export interface MeasureDefinition {
  /** `millrace_…`; a name that ends in `_total` is of a figure that only grows. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** How it stands. */
export interface FunctionMeasure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
