/** What one database of Records does otherwise than another. */
export interface Engine {
  /** The statement by which it lets go of what was overwritten. */
  readonly purge: string
  /** As in MetaStore. */
  wall(): Promise<string>
  /** As in ErasureStore. */
  copies(): Promise<readonly string[]>
}
