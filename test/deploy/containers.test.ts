import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => readFileSync(join(root, name), "utf8");

const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;

describe.skipIf(!hasCompose)("compose (skipped where there is no docker compose)", () => {
  const config = (file: string, text = read(file)) =>
    spawnSync("docker", ["compose", "--project-directory", root, "-f", "-", "config", "--format", "json"], {
      input: text,
      encoding: "utf8",
      env: { ...process.env, TAS_IMAGE: undefined },
    });

  test.each(["compose.yaml", "compose.postgres.yaml"])("takes %s, walls and limits included", (file) => {
    const { status, stdout, stderr } = config(file);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      services: {
        app: {
          read_only: true,
          cap_drop: ["ALL"],
          security_opt: ["no-new-privileges:true"],
          restart: "unless-stopped",
          mem_limit: String(768 * 1024 * 1024),
          environment: { SECRET_KEY_FILE: "/run/secrets/secret_key" },
        },
      },
    });
  });

  test("publishes the app on this machine only, and the database nowhere", () => {
    const shown: unknown = JSON.parse(config("compose.postgres.yaml").stdout);
    expect(shown).toMatchObject({
      services: { app: { ports: [{ host_ip: "127.0.0.1", published: "8080" }] } },
    });
    expect(shown).not.toHaveProperty("services.database.ports");
  });

  test("refuses a misspelt word", () => {
    expect(config("compose.yaml", read("compose.yaml").replace("restart:", "restrat:")).status).not.toBe(0);
  });
});

describe("the Dockerfile", () => {
  const lines = read("Dockerfile").split("\n");

  test("needs no other program to be read", () => {
    expect(lines[0]).not.toMatch(/syntax/iu);
  });

  test("ships no compiler, runs as nobody important, and says when it is well", () => {
    const shipped = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
    expect(shipped.join("\n")).not.toMatch(/apt-get|npm |gcc|python/u);
    expect(shipped.filter((line) => line.startsWith("USER "))).toEqual(["USER taskaversion"]);
    expect(shipped.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
  });
});

describe("platforms", () => {
  test("Render gets the database by reference, makes the key itself, and asks for no secret in the file", () => {
    const blueprint = read("render.yaml");
    expect(blueprint).toContain(
      [
        "      - key: DATABASE_URL",
        "        fromDatabase:",
        "          name: task-aversion-system-db",
        "          property: connectionString",
        "      - key: SECRET_KEY",
        "        generateValue: true",
      ].join("\n"),
    );
    expect(blueprint).toMatch(/^ {4}healthCheckPath: \/healthz$/mu);
    expect(blueprint).not.toMatch(/SECRET[A-Z_]*\n\s+value:/u);
  });

  test("Railway builds the Dockerfile and asks /healthz", () => {
    expect(JSON.parse(read("railway.json"))).toEqual({
      $schema: "https://railway.com/railway.schema.json",
      build: { builder: "DOCKERFILE", dockerfilePath: "Dockerfile" },
      deploy: {
        numReplicas: 1,
        healthcheckPath: "/healthz",
        healthcheckTimeout: 300,
        restartPolicyType: "ON_FAILURE",
        restartPolicyMaxRetries: 10,
        drainingSeconds: 30,
        overlapSeconds: 0,
      },
    });
  });

  test("the names that platforms are given are settings of the app", () => {
    const known = read(".env.example");
    const given = [...read("render.yaml").matchAll(/- key: ([A-Z0-9_]+)/gu)].map(([, name]) => name ?? "");
    expect(given.length).toBeGreaterThan(4);
    for (const name of given) expect(known).toContain(`${name}=`);
  });
});

describe("the Procfile's own command line", () => {
  let child: ReturnType<typeof spawn> | undefined;
  let output = "";
  let port = 0;

  beforeAll(async () => {
    // Builds only what is older than its sources.
    const build = 'import { ensureBuilt } from "./scripts/launch/build.mjs"; await ensureBuilt();';
    execFileSync(process.execPath, ["--input-type=module", "-e", build], {
      cwd: root,
      env: { ...process.env, NODE_ENV: undefined },
    });
    port = await freePort();
    const command = /^web: (?<command>.+)$/mu.exec(read("Procfile"))?.groups?.["command"] ?? "";
    const data = mkdtempSync(join(tmpdir(), "tas-procfile-"));
    // A platform runs it through a shell, and says by PORT where it looks.
    child = spawn("sh", ["-c", `exec env ${command}`], {
      cwd: root,
      env: {
        PATH: `${join(process.execPath, "..")}:${process.env["PATH"]}`,
        PORT: String(port),
        SECRET_KEY: "a secret key for tests only, 40 letters.",
        DATABASE_URL: `sqlite:${data}/diary.db`,
      },
    });
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
  });

  afterAll(() => {
    child?.kill("SIGKILL");
  });

  test("serves on the port the platform names, and ends in peace when it is told to", async () => {
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.status, {
        timeout: 40_000,
        interval: 100,
        message: output,
      })
      .toBe(200);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('type="module"');
    const ended = new Promise<number | null>((resolve) => child?.on("exit", resolve));
    child?.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(output).not.toContain("a secret key for tests");
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
