/**
 * How a source tells its watermark operator what rows alone do not say. Rows are pushed through the source's output as
 * usual; the operator remembers the largest candidate of each partition.
 */
export interface WatermarkControl {
  /** The rows pushed next come from this partition of the source; 0 where a source has only one. */
  partition(partition: number): void;
  /**
   * A batch that arrived at `arrivalMs` has been pushed (a heartbeat is a batch without rows): emits the combined
   * watermark if it has grown. Idle partitions are left out, and a stream that is idle as a whole moves on with the
   * arrival time. Deterministic: depends only on rows and arrival times.
   */
  batchEnd(arrivalMs: number): void;
}
