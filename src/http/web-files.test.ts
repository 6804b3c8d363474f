import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MeView } from "#contract/account.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";
import { contentSecurityPolicy } from "./security-headers.ts";

describe("pages", () => {
  const build = async () => {
    const folder = await mkdtemp(join(tmpdir(), "tas-test-web-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "assets"));
    const page =
      '<html><head></head><body><script type="module" src="/assets/app-1a2b.js"></script></body></html>';
    await writeFile(join(folder, "index.html"), page);
    await writeFile(join(folder, "assets/app-1a2b.js"), "export {};");
    await writeFile(join(folder, "favicon.svg"), "<svg/>");
    return folder;
  };

  eachDialect((_engine, _open, fresh) => {
    test("carry the content security policy, and nothing inline", async () => {
      const server = await startTestServer(fresh, { webFolder: await build() });
      for (const path of ["//", "//tasks/1", "//docs"]) {
        const { status, headers, body } = await server.client().get<string>(path);
        expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
        expect(headers.get("content-security-policy")).toBe(contentSecurityPolicy);
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/iu);
      }
      expect(contentSecurityPolicy).not.toMatch(/unsafe|upgrade-insecure/u);
    });

    test("open at the front address, also for a browser that takes nothing compressed", async () => {
      const server = await startTestServer(fresh, { webFolder: await build() });
      const answer = await server.client().get<string>("//", { headers: { "accept-encoding": "identity" } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    });

    test("files with a hash in their name are kept for good, the page never", async () => {
      const server = await startTestServer(fresh, { webFolder: await build() });
      const cacheOf = async (path: string) => (await server.client().get(path)).headers.get("cache-control");
      expect(await cacheOf("//assets/app-1a2b.js")).toBe("public, max-age=31536000, immutable");
      expect(await cacheOf("//favicon.svg")).toBe("no-cache");
      expect(await cacheOf("//")).toBe("no-cache");
      expect(await cacheOf("/installation")).toBe("no-store");
    });

    test("below a path of PUBLIC_URL find their files and their base there", async () => {
      const env = { PUBLIC_URL: "https://example.org/tasks" };
      const server = await startTestServer(fresh, { webFolder: await build(), env });
      expect(server.url).toMatch(/\/tasks$/u);
      const page = await server.client().get<string>("//today");
      expect(page.body).toContain('<meta name="tas-base" content="/tasks">');
      expect(page.body).toContain('src="/tasks/assets/app-1a2b.js"');
      expect((await server.client().get("//assets/app-1a2b.js")).status).toBe(200);
      const browser = server.client();
      const joined = await browser.post<MeView>("/session/guest", {});
      expect(joined.headers.getSetCookie()[0]).toMatch(/^tas_session=.*Path=\/tasks; HttpOnly; Secure/u);
      expect((await browser.get<MeView>("/me")).body.account.id).toBe(joined.body.account.id);
    });
  });
});
