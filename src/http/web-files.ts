import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";

/**
 * The web app's files. Whatever is no file is a screen of the app and gets its page, so that a reload stays where it was.
 * `prefix` is the path the app is mounted at, "" for none.
 */
export async function webFiles(app: FastifyInstance, folder: string, prefix: string): Promise<void> {
  // An app without its web part, as in tests, would only be warned about it.
  if (existsSync(folder)) await registerFiles(app, folder);
  let page: string | undefined;

  async function sendPage(reply: FastifyReply): Promise<FastifyReply> {
    page ??= await pageOf(folder, prefix);
    return reply
      .code(200)
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(page ?? missingPage);
  }

  // The folder itself is no file, and the file server refuses it.
  app.get("/", { schema: { hide: true } }, (_request, reply) => sendPage(reply));
  app.setNotFoundHandler(async (request, reply) => {
    if (!wantsScreen(request)) throw new AppError("not-found");
    return sendPage(reply);
  });
}

async function registerFiles(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    schemaHide: true,
    // The page goes out through `sendPage`, which knows where the app is mounted.
    allowedPath: (path) => path !== "/index.html",
    setHeaders(reply, path) {
      // Only names with a hash in them may be kept for good.
      const forever = path.includes("/assets/");
      void reply.header("cache-control", forever ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
}

function wantsScreen(request: FastifyRequest): boolean {
  const path = request.url.split("?", 1)[0] ?? "";
  const read = request.method === "GET" || request.method === "HEAD";
  const ours = path === "/api" || path.startsWith("/api/");
  const isFile = /\.[a-z0-9]+$/iu.test(path);
  return read && !ours && !isFile && (request.headers.accept ?? "*/*").match(/text\/html|\*\/\*/u) !== null;
}

/** The built page with its addresses below the prefix; undefined when nothing was built. */
async function pageOf(folder: string, prefix: string): Promise<string | undefined> {
  let html: string;
  try {
    html = await readFile(join(folder, "index.html"), "utf8");
  } catch {
    return undefined;
  }
  const base = `<meta name="tas-base" content="${prefix}">`;
  const mounted = html.replace(/(\s(?:src|href)=")\.?\/(?!\/)/gu, `$1${prefix}/`);
  const known = /<meta name="tas-base"[^>]*>/u;
  return known.test(mounted) ? mounted.replace(known, base) : mounted.replace("<head>", `<head>${base}`);
}

const missingPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Task Aversion System</title></head>
<body><p>The server runs, but its web app is not built. Run npm run build, then reload.</p></body></html>
`;
