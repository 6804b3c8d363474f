import type { Config } from "#config/config.ts";
import { ConfigError } from "#config/config-error.ts";
import { type RawEnvironment, readEnv } from "#config/env.ts";
import { type VariableName, variableNames, variables } from "#config/variables.ts";
import type { Finding } from "#storage/dialect/inspect-engine.ts";
import { UsageError } from "../cli-error.ts";
import { readConfig } from "../cli-context.ts";

/** Whether the configuration is right, and where each value comes from. Secrets are only said to be set. */
export function checkSettings(database: string | undefined): { findings: Finding[]; config?: Config } {
  let config: Config;
  try {
    config = readConfig(database);
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof UsageError)) throw error;
    const advice = "Set it right, in the environment or in .env, and run tas doctor again.";
    return { findings: [{ name: "settings", state: "problem", saw: error.message, advice }] };
  }
  const given = [
    { place: "the environment", values: readEnv(undefined, null) },
    { place: ".env", values: readEnv({}) },
  ];
  const findings = variableNames.map((name): Finding => {
    if (name === "DATABASE_URL") {
      const from = database === undefined ? placeOf(name, given) : "--database";
      return { name, state: "ok", saw: `${config.database.label} (${from})` };
    }
    return { name, state: "ok", saw: `${shown(name, given)} (${placeOf(name, given)})` };
  });
  for (const saw of config.notices) findings.push({ name: "settings", state: "note", saw });
  return { findings, config };
}

type Given = readonly { readonly place: string; readonly values: RawEnvironment }[];

function placeOf(name: VariableName, given: Given): string {
  const found = given.find(({ values }) => values[name] !== undefined)?.place;
  if (found === undefined) return "default";
  return variables[name].secret ? `${found}, or the file named there` : found;
}

function shown(name: VariableName, given: Given): string {
  const { secret, fallback, ...more } = variables[name];
  const value = given.find(({ values }) => values[name] !== undefined)?.values[name];
  if (value !== undefined) return secret ? "set" : value;
  return fallback ?? ("fallbackNote" in more ? more.fallbackNote : "none");
}
