import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ConfigError } from "./config-error.ts";
import type { PlatformMarks } from "./ephemeral-disk.ts";
import { type VariableName, variableNames, variables } from "./variables.ts";

/** Raw values as given; a missing or empty variable has no entry. */
export type RawEnvironment = Readonly<Partial<Record<VariableName, string>>>;

/** The variables, and what a platform says of itself beside them. */
export type HostEnvironment = RawEnvironment & { readonly platform?: PlatformMarks };

type Layer = Readonly<Record<string, string | undefined>>;

/**
 * The only reader of process.env. A `.env` file in `folder` fills what the environment lacks (pass null for none).
 * Every secret may come from the file that NAME_FILE names. Throws ConfigError.
 */
export function readEnv(
  environment: Layer = process.env,
  folder: string | null = process.cwd(),
): HostEnvironment {
  const layers = [environment, folder === null ? {} : readEnvFile(join(folder, ".env"))];
  const raw: Partial<Record<VariableName, string>> = {};
  for (const name of variableNames) {
    for (const layer of layers) {
      const value = readVariable(name, layer);
      if (value === undefined) continue;
      raw[name] = value;
      break;
    }
  }
  const platform = platformOf(environment);
  return platform === null ? raw : { ...raw, platform };
}

function platformOf(environment: Layer): PlatformMarks | null {
  if (given(environment["RENDER"]) === "true") return { name: "Render", volume: null };
  if (given(environment["RAILWAY_ENVIRONMENT"]) !== undefined) {
    return { name: "Railway", volume: given(environment["RAILWAY_VOLUME_MOUNT_PATH"]) ?? null };
  }
  return given(environment["DYNO"]) === undefined ? null : { name: "Heroku", volume: null };
}

function readVariable(name: VariableName, layer: Layer): string | undefined {
  const value = given(layer[name]);
  if (!variables[name].secret) return value;
  const file = given(layer[`${name}_FILE`]);
  if (file === undefined) return value;
  if (value !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set; keep only one of them.`);
  }
  const content = given(readSecretFile(name, file));
  if (content === undefined) {
    throw new ConfigError(`${name}_FILE names "${file}", which is empty; put the value of ${name} into it.`);
  }
  return content;
}

function readSecretFile(name: VariableName, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      `${name}_FILE names "${file}", which cannot be read (${errorCode(error)}); name a readable file that holds only the value of ${name}.`,
    );
  }
}

function readEnvFile(path: string): Layer {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    // A folder called .env is some other tool's; it holds no settings of ours.
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(errorCode(error))) return {};
    throw new ConfigError(
      `The file ".env" in this folder cannot be read (${errorCode(error)}); make it readable or remove it.`,
    );
  }
  // Editors on Windows put a byte order mark in front, which would become part of the first name.
  return parseEnv(text.replace(/^\uFEFF/u, ""));
}

/** Empty counts as missing, so that `PORT=` in a compose file means the default. */
function given(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === "" ? undefined : trimmed;
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
