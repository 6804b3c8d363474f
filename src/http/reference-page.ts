import { type ErrorCode, errorCodes } from "#contract/error-codes.ts";
import { titleOf } from "./answer-error.ts";
import { errorStatus } from "./error-status.ts";

/** The parts of an OpenAPI document that the page shows. */
interface Document {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths?: Readonly<Record<string, unknown>>;
}

/** The reference as one page without scripts. */
export function referencePage(document: Document, prefix: string): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    entries(methods).map(([method, operation]) => operationSection(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(document.info.title)} API</title>
<link rel="stylesheet" href="${text(prefix)}/docs/reference.css">
</head>
<body>
<main>
<h1>${text(document.info.title)} API</h1>
<p>Version ${text(document.info.version)}. The same as an OpenAPI document:
<a href="${text(prefix)}/api/v1/openapi.json">openapi.json</a>.</p>
<p>Sign in with <code>POST /api/v1/session</code> and send its cookie. Writes need an <code>Origin</code> header
with this server's own address, and take an <code>Idempotency-Key</code>: a retry under the same key within 24 hours
gets the first answer again. Instants are ISO 8601 in UTC. Lists take <code>limit</code> and <code>cursor</code>.</p>
${operations.join("\n")}
<h2>Errors</h2>
<p>Errors are <code>application/problem+json</code>.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
${Object.keys(errorCodes)
  // Object.keys loses the key type; the table is closed, so this is exact.
  .map((code) => errorRow(code as ErrorCode))
  .join("\n")}
</tbody></table>
</main>
</body>
</html>
`;
}

function operationSection(method: string, path: string, operation: unknown): string {
  const parameters = member(operation, "parameters");
  const list = Array.isArray(parameters) ? parameters : [];
  const body = member(operation, "requestBody", "content", "application/json", "schema");
  const responses = entries(member(operation, "responses")).map(([status, response]) =>
    schemaBlock(`Answer ${status}`, member(response, "content", "application/json", "schema")),
  );
  const named = list.map(
    (one: unknown) => `<li><code>${text(member(one, "name"))}</code> in ${text(member(one, "in"))}</li>`,
  );
  return `<section>
<h2><code>${text(method.toUpperCase())} ${text(path)}</code></h2>
<p>${text(member(operation, "summary") ?? "")}</p>
${named.length > 0 ? `<ul>${named.join("")}</ul>` : ""}
${body === undefined ? "" : schemaBlock("Body", body)}
${responses.join("\n")}
</section>`;
}

function schemaBlock(title: string, schema: unknown): string {
  if (schema === undefined) return `<p>${text(title)}</p>`;
  return `<details><summary>${text(title)}</summary><pre>${text(JSON.stringify(schema, null, 2))}</pre></details>`;
}

function errorRow(code: ErrorCode): string {
  const meaning =
    "plainSentence" in errorCodes[code] ? errorCodes[code].plainSentence : errorCodes[code].sentence;
  return `<tr id="${text(code)}"><td><code title="${text(titleOf(code))}">${text(code)}</code></td><td>${errorStatus[code]}</td><td>${text(meaning)}</td></tr>`;
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function member(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

function text(value: unknown): string {
  const plain = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return plain.replace(/[&<>"]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** Follows the reader's light or dark setting. */
export const referenceStyle = `:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
h1, h2 { line-height: 1.25; }
h2 { font-size: 1.05rem; margin-top: 1.5rem; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: 0.75rem; font-size: 0.85rem; background: color-mix(in srgb, currentColor 6%, transparent); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem 0.35rem 0; }
`;
