/** A running copy cannot be used as asked. `message` is for the host; it holds no secret. */
export class ReplicationError extends Error {
  override readonly name = "ReplicationError";
}
