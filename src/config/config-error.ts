/** A wrong setting. The message is one sentence for the host and never holds a secret's value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
