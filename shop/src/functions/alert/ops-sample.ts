/** How the process is doing, measured about once a second and handed to the functions with its time. */
export interface OpsSample {
  /** When it was measured, in epoch milliseconds. */
  readonly atMs: number;
  /** False when the pipelines have stopped. */
  readonly running: boolean;
  /** How far the pipelines are behind what has been collected. */
  readonly lagMs: number;
  /** How far event time has come in the pipelines' results, in epoch milliseconds; null when it is not known yet. */
  readonly watermarkMs: number | null;
  /** Events of the last minutes, and which shares of them came late or were refused. */
  readonly events: number;
  readonly lateShare: number;
  readonly quarantineShare: number;
  /** Of the disk that the data folder lies on; null where it cannot be measured. */
  readonly diskFreeShare: number | null;
}
