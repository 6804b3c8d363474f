import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "#config/config.ts";
import { ensureSecretKey } from "#config/secret-key.ts";
import { connectionCheckSchema } from "#contract/server.ts";
import { doctorHeader, makeDoctorPass } from "#features/server/doctor-pass.ts";
import type { Finding } from "#storage/dialect/inspect-engine.ts";

const name = "connection";
/** Milliseconds. */
const patience = 10_000;

type Settings = Pick<Config, "publicUrl" | "secretKey" | "dataFolder">;

/** Asks PUBLIC_URL how a request through it arrives at the running server. Changes nothing. */
export async function checkConnection(config: Settings, now: () => number): Promise<Finding[]> {
  const { publicUrl, secretKey, dataFolder } = config;
  if (publicUrl.derived) {
    const saw = `PUBLIC_URL is not set; people on this machine come to ${publicUrl.href}.`;
    return [{ name, state: "ok", saw }];
  }
  if (secretKey === null && !existsSync(join(dataFolder, "secret.key"))) {
    return [{ name, state: "note", saw: "The server has not run yet, so nobody answers at PUBLIC_URL." }];
  }
  // It is there, so none is made.
  const pass = makeDoctorPass(ensureSecretKey(config), now());
  const address = `${publicUrl.href}/api/v1/server/connection/check?address=${encodeURIComponent(publicUrl.href)}`;
  try {
    const response = await fetch(address, {
      headers: { [doctorHeader]: pass, accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    return await findingsOf(response, publicUrl.href);
  } catch (error) {
    return [unreachable(error, publicUrl.href)];
  }
}

async function findingsOf(response: Response, publicUrl: string): Promise<Finding[]> {
  const { status } = response;
  const location = response.headers.get("location");
  if (location !== null) return [redirected(location, publicUrl)];
  const body: unknown = await response.json().catch(() => null);
  const told = connectionCheckSchema.safeParse(body);
  if (status === 200 && told.success) {
    return told.data.findings.map(({ state, saw, advice, line }) => ({
      name,
      state,
      saw,
      ...(advice === null
        ? {}
        : { advice: line === null ? advice : `${advice} ${line.replaceAll("\n", " ")}` }),
    }));
  }
  return [misled(status, isProblem(body) ? body.code : null, publicUrl)];
}

function redirected(location: string, publicUrl: string): Finding {
  const target = URL.canParse(location, publicUrl) ? new URL(location, publicUrl).origin : location;
  const saw = `${publicUrl} sends on to ${target}.`;
  const { origin, pathname } = new URL(publicUrl);
  if (target === origin) return { name, state: "note", saw };
  const advice = `Write in .env what people end up at, and start the app again: PUBLIC_URL=${target}${pathname.replace(/\/$/u, "")}`;
  return { name, state: "problem", saw, advice };
}

/** Somebody answers, but it is not the running server of this installation. */
function misled(status: number, code: string | null, publicUrl: string): Finding {
  if ([502, 503, 504].includes(status) && code === null) {
    const saw = `The proxy at ${publicUrl} answers ${status}: it does not reach the app behind it.`;
    const advice = "See whether the app runs, and whether the proxy asks it at HOST and PORT.";
    return { name, state: "problem", saw, advice };
  }
  if (code === "not-found") {
    const saw = `The app at ${publicUrl} does not know this secret key: it is another installation, or was not started again since the key changed.`;
    const advice = "Start it again, or write into PUBLIC_URL where this one is reached.";
    return { name, state: "problem", saw, advice };
  }
  if (code !== null) {
    const saw = `The app at ${publicUrl} is busy or starting (${code}), so its connection was not looked at.`;
    return { name, state: "note", saw };
  }
  const saw = `Something else than the app answers at ${publicUrl} (status ${status}).`;
  const advice =
    "Let the proxy hand on this address, with its path, to the app; docs/host/proxies.md shows how.";
  return { name, state: "problem", saw, advice };
}

function unreachable(error: unknown, publicUrl: string): Finding {
  const { hostname, host } = new URL(publicUrl);
  const code = codeOf(error);
  if (code === "CERT_HAS_EXPIRED") {
    const saw = `The certificate of ${host} has ended, so browsers keep people out.`;
    return { name, state: "problem", saw, advice: "Run certbot renew and read what it says." };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const saw = `The certificate at ${host} is made for another name, so browsers keep people out.`;
    return {
      name,
      state: "problem",
      saw,
      advice: `Have one made for ${hostname}, like: certbot --nginx -d ${hostname}`,
    };
  }
  if (/CERT|SIGNATURE|SIGNED|ISSUER/u.test(code)) {
    const saw = `The certificate of ${host} is not one that this machine trusts (${code}), so the connection was not looked at.`;
    return { name, state: "note", saw };
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    const saw = `The name ${hostname} is not known, as seen from here, so nobody finds the app by it.`;
    const advice = `Where the domain was bought, set an A record for ${hostname} to this machine's address; it may take an hour until everybody sees it.`;
    return { name, state: "note", saw, advice };
  }
  const saw = `${publicUrl} does not answer, as seen from here (${code}), so the connection was not looked at.`;
  const advice =
    "See whether the proxy and the app run and the firewall lets ports 80 and 443 through; some home routers do not let a machine reach itself by its public name.";
  return { name, state: "note", saw, advice };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if (error.name === "TimeoutError") return "no answer in ten seconds";
  const inner = error.cause instanceof AggregateError ? error.cause.errors[0] : (error.cause ?? error);
  return inner instanceof Error && "code" in inner ? String(inner.code) : "unknown reason";
}

/** An error of the app itself: it numbers its requests, and a page of the proxy that looks like one does not. */
function isProblem(body: unknown): body is { readonly code: string } {
  if (typeof body !== "object" || body === null || !("code" in body) || !("requestId" in body)) return false;
  return typeof body.code === "string";
}
