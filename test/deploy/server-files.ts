import { globSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { projectFolder, runTool } from "./run-tool.ts";

const deployed = (name: string) => join(projectFolder, "deploy", name);

/** The units in a folder, with programs that are on this machine too. */
export async function unitsIn(folder: string, change = (text: string) => text): Promise<string[]> {
  const paths = globSync("*.service", { cwd: deployed("systemd") });
  return Promise.all(
    paths.map(async (name) => {
      const text = await readFile(deployed(`systemd/${name}`), "utf8");
      const path = join(folder, name);
      await writeFile(path, change(text.replace(/^ExecStart=\S+/gmu, "ExecStart=/bin/true")));
      return path;
    }),
  );
}

const modules = "/usr/lib/nginx/modules";

/** The whole of nginx's settings for one kind of site, at home in `folder`; the path of the main file. */
export async function nginxSettings(folder: string, site: string, change = (text: string) => text) {
  const brotli = globSync("ngx_http_brotli_filter_module.so", { cwd: modules }).length > 0;
  for (const path of globSync("*.conf", { cwd: deployed("nginx") })) {
    const text = await readFile(deployed(`nginx/${path}`), "utf8");
    const compressed =
      path === "compression.conf" && brotli
        ? text + (await readFile(deployed("nginx/brotli.conf"), "utf8"))
        : text;
    await writeFile(join(folder, basename(path)), atHome(compressed, folder));
  }
  const keys = join(folder, "live/tasks.example.org");
  await mkdir(keys, { recursive: true });
  makeCertificate(keys);
  await copyFile("/etc/nginx/mime.types", join(folder, "mime.types"));
  const main = join(folder, "main.conf");
  const load = brotli ? `load_module ${modules}/ngx_http_brotli_filter_module.so;\n` : "";
  const http = `include ${folder}/mime.types;\ninclude ${folder}/site-${site}.conf;`;
  await writeFile(main, change(`${load}pid ${folder}/pid;\nevents {}\nhttp {\n${http}\n}\n`));
  return main;
}

/** Only root may listen below 1024, and only the server has these folders. */
function atHome(text: string, folder: string): string {
  return text
    .replaceAll("@DOMAIN@", "tasks.example.org")
    .replaceAll("/etc/nginx/task-aversion-system", folder)
    .replaceAll("/etc/letsencrypt", folder)
    .replaceAll("/var/log/nginx", folder)
    .replaceAll(/^( *listen (?:\[::\]:)?)(80|443)\b/gmu, "$118$2");
}

function makeCertificate(folder: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", "privkey.pem", "-out", "fullchain.pem"];
  runTool("openssl", ["req", "-x509", ...key, "-days", "2", "-subj", "/CN=tasks", ...files], folder);
}
