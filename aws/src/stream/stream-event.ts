/** An event on its way to the stream `events`: what a producer takes. */

export interface StreamEvent {
  /** Whose order it keeps: `bucketOf(orderKeyOf(event))`. */
  readonly bucket: number;
  /** One event as JSON text, without a line end. */
  readonly json: string;
}
