import type { ConnectionFinding } from "#contract/server.ts";
import type { ConnectionFacts } from "./connection-facts.ts";
import { nginxLine } from "./connection-lines.ts";

/** Whether what was typed, PUBLIC_URL and what the app sees are the same address. */
export function addressFindings(facts: ConnectionFacts): ConnectionFinding[] {
  const { address } = facts;
  if (address === null || !URL.canParse(address)) return [];
  const typed = new URL(address);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(typed.hostname);
  const wrong = settingFindings(facts, typed, isHere);
  return [...wrong, ...pathFindings(facts, typed), ...(wrong.length === 0 ? hostFindings(facts, typed) : [])];
}

function settingFindings({ publicUrl }: ConnectionFacts, typed: URL, isHere: boolean): ConnectionFinding[] {
  if (typed.origin === publicUrl.origin) return [];
  const line = `PUBLIC_URL=${typed.origin}${pathOf(typed)}`;
  if (publicUrl.derived) {
    if (isHere) return [];
    const saw = `PUBLIC_URL is not set, so links and cookies are made for ${publicUrl.origin}, and people come to ${typed.origin}.`;
    return [
      {
        code: "no-public-url",
        state: "problem",
        saw,
        advice: "Set it in .env and start the app again.",
        line,
      },
    ];
  }
  const public_ = new URL(publicUrl.origin);
  if (typed.host === public_.host && typed.protocol === "http:") {
    return [
      {
        code: "http-address",
        state: "problem",
        saw: `The page was opened with http, but PUBLIC_URL says https, so browsers keep no cookie and nobody stays signed in.`,
        advice: `Open ${publicUrl.href}, and let the proxy send everybody there; in the server block of nginx that listens on port 80:`,
        line: nginxLine.toHttps,
      },
    ];
  }
  const saw = `The page was opened at ${typed.origin}, but PUBLIC_URL says ${publicUrl.origin}.`;
  if (isHere) {
    const advice = "That is well for a look from the server itself; people need to come by PUBLIC_URL.";
    return [{ code: "other-address", state: "note", saw, advice, line: null }];
  }
  const advice = `Some browsers are refused when they save. If ${typed.origin} is what people type, write it in .env and start the app again; else let them type ${publicUrl.href}.`;
  return [{ code: "other-address", state: "problem", saw, advice, line }];
}

function pathFindings({ publicUrl, headers }: ConnectionFacts, typed: URL): ConnectionFinding[] {
  const said = headers["x-forwarded-prefix"]?.replace(/\/$/u, "");
  const path = pathOf(typed) === publicUrl.path && said !== undefined ? said : pathOf(typed);
  if (path === publicUrl.path) return [];
  const shown = (one: string) => (one === "" ? "no path" : `the path ${one}`);
  return [
    {
      code: "other-path",
      state: "problem",
      saw: `The app is reached with ${shown(path)}, but PUBLIC_URL has ${shown(publicUrl.path)}, so cookies and links do not fit.`,
      advice: "Write the whole address in .env and start the app again.",
      line: `PUBLIC_URL=${typed.origin}${path}`,
    },
  ];
}

function hostFindings(facts: ConnectionFacts, typed: URL): ConnectionFinding[] {
  const { host, scheme, isTrusted, headers, publicUrl, peer } = facts;
  const seen = `${scheme}://${host}`;
  if (!URL.canParse(seen) || new URL(seen).host === typed.host) return [];
  // Believed, the proxy's own header would be right.
  if (!isTrusted && headers["x-forwarded-host"] === typed.host) return [];
  const isForwarded = isTrusted && headers["x-forwarded-host"] !== undefined;
  return [
    {
      code: "other-host",
      // PUBLIC_URL is what saves it.
      state: publicUrl.derived ? "problem" : "note",
      saw: `${typed.host} was asked for, but the proxy at ${peer} asks here for ${host}.`,
      advice: "Let it hand on the host; in nginx, beside proxy_pass:",
      line: isForwarded ? nginxLine.forwardedHost : nginxLine.host,
    },
  ];
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/\/$/u, "");
}
