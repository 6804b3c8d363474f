import { ConfigError } from "./config-error.ts";

/** The app's own address. `path` is "" or like "/tasks", without a trailing slash. */
export interface PublicUrl {
  readonly href: string;
  readonly origin: string;
  readonly path: string;
  /** True when PUBLIC_URL was not given: then a request's own Host is also the app's. */
  readonly derived: boolean;
}

/** Reads PUBLIC_URL. Throws ConfigError. */
export function parsePublicUrl(value: string): PublicUrl {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ConfigError("PUBLIC_URL is not a web address; write one like https://tasks.example.org.");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigError(
      "PUBLIC_URL holds more than a host and a path; write only those, like https://example.org/tasks.",
    );
  }
  if (!/^[A-Za-z0-9/._~-]*$/u.test(url.pathname) || url.pathname.includes("//")) {
    throw new ConfigError(
      "PUBLIC_URL has an unusual path; use letters, digits and hyphens, like https://example.org/tasks.",
    );
  }
  const path = url.pathname.replace(/\/$/u, "");
  return { href: url.origin + path, origin: url.origin, path, derived: false };
}

/** The address when none is given: what a person on this machine would type. */
export function derivePublicUrl(host: string, port: number): PublicUrl {
  const local = ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host);
  const name = local ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const { origin } = new URL(`http://${name}:${port}`);
  return { href: origin, origin, path: "", derived: true };
}
