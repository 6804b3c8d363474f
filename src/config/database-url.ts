import { ConfigError } from "./config-error.ts";

/** Where the database is. `label` is safe to print: it never holds a password. */
export type DatabaseLocation =
  | { readonly engine: "sqlite"; readonly path: string; readonly label: string }
  | { readonly engine: "postgres"; readonly url: string; readonly label: string };

const examples =
  "use sqlite:PATH, like sqlite:./data/task_aversion.db, or postgres://user:password@host:5432/name";

/** Reads a database URL. `name` is what the sentence blames (a variable or an option). Throws ConfigError. */
export function parseDatabaseUrl(value: string, name = "DATABASE_URL"): DatabaseLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(value)?.[1]?.toLowerCase();
  if (scheme === "sqlite") return parseSqlite(value.slice("sqlite:".length), name);
  if (scheme === "postgres" || scheme === "postgresql") return parsePostgres(value, name);
  throw new ConfigError(`${name} is not a database address this app knows; ${examples}.`);
}

function parseSqlite(path: string, name: string): DatabaseLocation {
  if (path.startsWith("//")) {
    const rest = path.replace(/^\/+/u, "") || "PATH";
    throw new ConfigError(
      `${name} starts with sqlite:// and can be read in two ways; write sqlite:/${rest} for the absolute path /${rest}, or sqlite:${rest} for ${rest} in this folder.`,
    );
  }
  if (path === ":memory:") {
    throw new ConfigError(
      `${name} is sqlite::memory:, which would forget everything at the end; name a file, like sqlite:./data/task_aversion.db.`,
    );
  }
  if (path === "" || path.endsWith("/") || path.endsWith("/.") || path === "." || path.endsWith("..")) {
    throw new ConfigError(`${name} names no database file; write one, like sqlite:./data/task_aversion.db.`);
  }
  if (path.includes("\0")) {
    throw new ConfigError(`${name} holds a character that no file name can have; ${examples}.`);
  }
  return { engine: "sqlite", path, label: `sqlite:${path}` };
}

function parsePostgres(value: string, name: string): DatabaseLocation {
  const normal = value.replace(/^postgresql:/iu, "postgres:").replace(/^postgres:/iu, "postgres:");
  const url = URL.canParse(normal) ? new URL(normal) : null;
  // The sentences below never quote the value: a malformed address may have its password anywhere.
  if (url === null || !normal.startsWith("postgres://") || hasStrayPassword(url)) {
    throw new ConfigError(
      `${name} is not a complete PostgreSQL address; write postgres://user:password@host:5432/name, with %40 for an @ and %2F for a / inside the password.`,
    );
  }
  if (url.pathname.length < 2) {
    throw new ConfigError(
      `${name} names no database; add its name at the end, like postgres://user:password@host:5432/name.`,
    );
  }
  if (!decodable(url.username) || !decodable(url.password) || !decodable(url.pathname)) {
    throw new ConfigError(
      `${name} has a % that is not followed by two hexadecimal digits; write %25 for a plain %.`,
    );
  }
  const user = url.username === "" ? "" : `${url.username}@`;
  return { engine: "postgres", url: normal, label: `postgres://${user}${url.host}${url.pathname}` };
}

/** An unencoded / ? or # in a password ends the authority early; the rest of it then sits behind the host. */
function hasStrayPassword(url: URL): boolean {
  return url.pathname.includes("@") || url.search.includes("@") || url.hash !== "";
}

function decodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
