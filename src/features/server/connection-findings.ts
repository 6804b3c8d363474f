import type { ConnectionFinding } from "#contract/server.ts";
import { addressFindings } from "./address-findings.ts";
import type { ConnectionFacts } from "./connection-facts.ts";
import { nginxLine } from "./connection-lines.ts";
import { isInside, plainAddress, trustedWith, unmapped } from "./proxy-network.ts";

/** What is wrong with the way to the server, each with the line to change; one that says so when nothing is. */
export function connectionFindings(facts: ConnectionFacts): ConnectionFinding[] {
  const found = [...networkFindings(facts), ...proxyFindings(facts), ...addressFindings(facts)];
  if (found.length > 0) return found;
  const { peer, client, scheme, host, publicUrl } = facts;
  const way = peer === client ? "directly" : `through the proxy at ${peer}, which is believed`;
  const saw = `The request came ${way}, for ${scheme}://${host}${publicUrl.path}.`;
  return [{ code: "in-order", state: "ok", saw, advice: null, line: null }];
}

/** What TRUSTED_PROXIES should be; null when it is right as it is. */
export function suggestedProxies(facts: ConnectionFacts): string | null {
  const lines = connectionFindings(facts).flatMap(({ line }) => line?.split("\n") ?? []);
  const prefix = "TRUSTED_PROXIES=";
  return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? null;
}

function networkFindings({ trustedProxies }: ConnectionFacts): ConnectionFinding[] {
  const mapped = trustedProxies.filter((network) => unmapped(network) !== network);
  if (mapped.length === 0) return [];
  return [
    {
      code: "mapped-network",
      state: "problem",
      saw: `TRUSTED_PROXIES holds ${mapped.join(" and ")}, an IPv4 network written as an IPv6 one, which matches nothing.`,
      advice: "Write it as an IPv4 network, in .env:",
      line: `TRUSTED_PROXIES=${trustedWith(trustedProxies, [])}`,
    },
  ];
}

/** The first thing that is wrong between the proxy and the app: what follows from it goes away with it. */
function proxyFindings(facts: ConnectionFacts): ConnectionFinding[] {
  const { trustedProxies, isTrusted, headers } = facts;
  if (!isTrusted && trustedProxies.some((network) => unmapped(network) !== network)) return [];
  const isForwarded = Object.keys(headers).length > 0;
  if (!isForwarded) return isHidden(facts) ? [withoutHeaders(facts)] : [];
  if (!isTrusted) return [untrusted(facts)];
  if (headers["x-forwarded-for"] === undefined) return [withoutClient(facts)];
  return [...secondProxy(facts), ...schemeLost(facts)];
}

/** A browser that speaks https does not do so with this server, which has no certificate: somebody stands between. */
function isHidden({ address, scheme }: ConnectionFacts): boolean {
  return address !== null && address.startsWith("https:") && scheme === "http";
}

function withoutHeaders({ peer, isTrusted, trustedProxies }: ConnectionFacts): ConnectionFinding {
  const headers = [nginxLine.client, nginxLine.scheme, nginxLine.host];
  return {
    code: "no-forwarding-headers",
    state: "problem",
    saw: `The request was made with https and came here with http from ${peer}, so a proxy stands between that does not say for whom it asks. Everybody behind it counts as one person.`,
    advice: isTrusted
      ? "Let the proxy say it; in nginx, beside proxy_pass:"
      : "Let the proxy say it (in nginx, beside proxy_pass), and name its network (the last line, in .env):",
    line: [...headers, ...(isTrusted ? [] : [`TRUSTED_PROXIES=${trustedWith(trustedProxies, [peer])}`])].join(
      "\n",
    ),
  };
}

function untrusted({ peer, trustedProxies }: ConnectionFacts): ConnectionFinding {
  const whose = isInside(peer)
    ? ""
    : ` Only if ${peer} is your own proxy: whoever is trusted can claim any address.`;
  return {
    code: "untrusted-proxy",
    state: "problem",
    saw: `${peer} sends forwarding headers, but they are not believed, because TRUSTED_PROXIES ${trustedProxies.length === 0 ? "is empty" : "does not name it"}. Everybody behind it counts as one person, and limits meet all of them together.`,
    advice: `Name its network in .env and start the app again.${whose}`,
    line: `TRUSTED_PROXIES=${trustedWith(trustedProxies, [peer])}`,
  };
}

function withoutClient({ peer, headers }: ConnectionFacts): ConnectionFinding {
  const instead = headers.forwarded === undefined ? "" : " It sends Forwarded, which is not read here.";
  return {
    code: "no-client-address",
    state: "problem",
    saw: `The proxy at ${peer} does not say for whom it asks (no X-Forwarded-For).${instead} Everybody behind it counts as one person.`,
    advice: "In nginx, beside proxy_pass:",
    line: nginxLine.client,
  };
}

function secondProxy(facts: ConnectionFacts): ConnectionFinding[] {
  const { headers, client, trustedProxies } = facts;
  const chain = (headers["x-forwarded-for"] ?? "").split(",").map((part) => plainAddress(part.trim()));
  const place = chain.lastIndexOf(client);
  // With somebody before it, one inside is a proxy; one outside may as well be a person who sends the header.
  if (place < 1 || !isInside(client)) return [];
  return [
    {
      code: "second-proxy",
      state: "problem",
      saw: `${client} passes on requests of others, so it is a second proxy, but TRUSTED_PROXIES does not name it. Everybody behind it counts as one person.`,
      advice: "Name both in .env and start the app again.",
      line: `TRUSTED_PROXIES=${trustedWith(trustedProxies, [client])}`,
    },
  ];
}

function schemeLost(facts: ConnectionFacts): ConnectionFinding[] {
  if (!isHidden(facts)) return [];
  const said = facts.headers["x-forwarded-proto"];
  const chained = (facts.headers["x-forwarded-for"] ?? "").includes(",");
  return [
    {
      code: "scheme-lost",
      state: "problem",
      saw: `The request was made with https, but the proxy at ${facts.peer} ${said === undefined ? "does not say so (no X-Forwarded-Proto)" : `says "${said}" (X-Forwarded-Proto)`}.`,
      advice:
        said !== undefined && chained
          ? "The proxy in front speaks https, so the one behind it has to hand on what that one says; in its nginx:"
          : "In nginx, beside proxy_pass:",
      line: said !== undefined && chained ? nginxLine.schemeHandedOn : nginxLine.scheme,
    },
  ];
}
