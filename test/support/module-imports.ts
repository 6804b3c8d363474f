import { posix } from "node:path";

export interface Import {
  /** As written. */
  specifier: string;
  /** Path from the project's root, or the package's name. */
  target: string;
  /** True when only types cross: nothing of it is there at run time. */
  typeOnly: boolean;
}

const stringOrComment =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const statement = /^[ \t]*(import|export)\b(?<clause>[^"'`;]*?)\bfrom\s*(["'])(?<specifier>[^"'\n]+)\3/gm;
const sideEffect = /^[ \t]*import\s*(["'])(?<specifier>[^"'\n]+)\1/gm;
const call = /\b(?<type>:\s*|typeof\s+)?import\s*\(\s*(["'`])(?<specifier>[^"'`\n]+)\2/g;

/** The code without its comments; strings stay. */
export function withoutComments(source: string): string {
  return source.replace(stringOrComment, (found, text?: string) => text ?? found.replace(/[^\n]/g, ""));
}

/** Every import, re-export and `import()` of a module. `path` is its place from the project's root. */
export function importsOf(path: string, source: string): Import[] {
  const code = withoutComments(source);
  return [...code.matchAll(statement), ...code.matchAll(sideEffect), ...code.matchAll(call)].flatMap(
    (match) => {
      const specifier = match.groups?.["specifier"];
      if (!specifier) return [];
      const typeOnly = onlyTypes(match.groups?.["clause"] ?? "") || match.groups?.["type"] !== undefined;
      return [{ specifier, target: resolve(path, specifier), typeOnly }];
    },
  );
}

function onlyTypes(clause: string): boolean {
  if (/^\s*type\b(?!\s*,|\s+from\b)/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  if (names === undefined) return false;
  const each = names.split(",").filter((name) => name.trim() !== "");
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name));
}

function resolve(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  if (specifier.startsWith("#test/")) return specifier.slice(1);
  if (specifier.startsWith("#")) return `src/${specifier.slice(1)}`;
  if (specifier.startsWith("node:")) return specifier;
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
