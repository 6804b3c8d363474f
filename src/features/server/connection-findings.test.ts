import { expect, test } from "vitest";
import { parsePublicUrl } from "#config/public-url.ts";
import { parseTrustedProxies } from "#config/trusted-proxies.ts";
import { trustOf } from "#http/trust.ts";
import type { ConnectionFacts } from "./connection-facts.ts";
import { connectionFindings, suggestedProxies } from "./connection-findings.ts";
import { plainAddress } from "./proxy-network.ts";

type Given = Partial<Omit<ConnectionFacts, "publicUrl" | "isTrusted">> & { readonly publicUrl?: string };

const forwarded = { "x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https" };

/** A request that arrives well, through a proxy in a network of Docker, unless told otherwise. */
function facts(given: Given = {}): ConnectionFacts {
  const { publicUrl = "https://tasks.example.org", peer = "172.18.0.2", ...others } = given;
  const trustedProxies = parseTrustedProxies((given.trustedProxies ?? ["172.18.0.0/16"]).join(","));
  return {
    address: publicUrl,
    client: "203.0.113.5",
    scheme: "https",
    host: "tasks.example.org",
    headers: forwarded,
    ...others,
    publicUrl: parsePublicUrl(publicUrl),
    peer: plainAddress(peer),
    trustedProxies,
    isTrusted: trustOf(trustedProxies)(peer),
  };
}

/** Arrives from a proxy that is not believed: then the app sees only the proxy itself. */
const unbelieved = { trustedProxies: [], client: "172.18.0.2", scheme: "http" };

const wrong: Record<string, [given: Given, code: string, line: string | null]> = {
  "no forwarding headers behind a proxy": [
    { ...unbelieved, headers: {} },
    "no-forwarding-headers",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;\nproxy_set_header Host $http_host;\nTRUSTED_PROXIES=172.18.0.0/16",
  ],
  "no forwarding headers of a proxy that is trusted": [
    { client: "172.18.0.2", scheme: "http", headers: {} },
    "no-forwarding-headers",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;\nproxy_set_header Host $http_host;",
  ],
  "a proxy in a network of Docker that is not trusted": [
    unbelieved,
    "untrusted-proxy",
    "TRUSTED_PROXIES=172.18.0.0/16",
  ],
  "a proxy on the same machine that is not trusted": [
    { ...unbelieved, peer: "127.0.0.1", client: "127.0.0.1" },
    "untrusted-proxy",
    "TRUSTED_PROXIES=127.0.0.0/8,::1/128",
  ],
  "the same, as a server that listens on both families sees it": [
    { ...unbelieved, peer: "::ffff:10.1.2.3", client: "10.1.2.3" },
    "untrusted-proxy",
    "TRUSTED_PROXIES=10.1.2.0/24",
  ],
  "a proxy outside the networks that are trusted": [
    { ...unbelieved, peer: "192.168.7.9", client: "192.168.7.9", trustedProxies: ["10.0.0.0/8"] },
    "untrusted-proxy",
    "TRUSTED_PROXIES=10.0.0.0/8,192.168.7.0/24",
  ],
  "a proxy with an address of the internet that is not trusted": [
    { ...unbelieved, peer: "198.51.100.7", client: "198.51.100.7" },
    "untrusted-proxy",
    "TRUSTED_PROXIES=198.51.100.7/32",
  ],
  "a proxy with an IPv6 address of its own network": [
    { ...unbelieved, peer: "fd00:1:2:3::9", client: "fd00:1:2:3::9" },
    "untrusted-proxy",
    "TRUSTED_PROXIES=fd00:1:2:3::/64",
  ],
  "an IPv4 network written as an IPv6 one": [
    { ...unbelieved, trustedProxies: ["::ffff:172.18.0.0/112", "10.0.0.0/8"] },
    "mapped-network",
    "TRUSTED_PROXIES=172.18.0.0/16,10.0.0.0/8",
  ],
  "a proxy that names the scheme only": [
    { client: "172.18.0.2", headers: { "x-forwarded-proto": "https" } },
    "no-client-address",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  ],
  "a proxy that sends Forwarded only": [
    { client: "172.18.0.2", headers: { forwarded: "for=203.0.113.5;proto=https" } },
    "no-client-address",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  ],
  "http behind https: the scheme is not said": [
    { scheme: "http", headers: { "x-forwarded-for": "203.0.113.5" } },
    "scheme-lost",
    "proxy_set_header X-Forwarded-Proto $scheme;",
  ],
  "http behind https: the second proxy says its own scheme": [
    {
      scheme: "http",
      trustedProxies: ["172.18.0.0/16", "10.0.0.7"],
      headers: { "x-forwarded-for": "203.0.113.5, 10.0.0.7", "x-forwarded-proto": "http" },
    },
    "scheme-lost",
    "proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;",
  ],
  "two proxies of which one is trusted": [
    { client: "10.0.0.7", headers: { ...forwarded, "x-forwarded-for": "203.0.113.5, 10.0.0.7" } },
    "second-proxy",
    "TRUSTED_PROXIES=172.18.0.0/16,10.0.0.0/24",
  ],
  "a host that is not handed on": [
    { host: "127.0.0.1:8080" },
    "other-host",
    "proxy_set_header Host $http_host;",
  ],
  "a forwarded host that is wrong": [
    { host: "app:8080", headers: { ...forwarded, "x-forwarded-host": "app:8080" } },
    "other-host",
    "proxy_set_header X-Forwarded-Host $http_host;",
  ],
  "another name than PUBLIC_URL": [
    { address: "https://www.example.org", host: "www.example.org" },
    "other-address",
    "PUBLIC_URL=https://www.example.org",
  ],
  "https while PUBLIC_URL says http": [
    { publicUrl: "http://tasks.example.org", address: "https://tasks.example.org" },
    "other-address",
    "PUBLIC_URL=https://tasks.example.org",
  ],
  "http while PUBLIC_URL says https": [
    {
      address: "http://tasks.example.org",
      scheme: "http",
      headers: { ...forwarded, "x-forwarded-proto": "http" },
    },
    "http-address",
    "return 301 https://$host$request_uri;",
  ],
  "a path that PUBLIC_URL lacks": [
    { address: "https://tasks.example.org/tasks" },
    "other-path",
    "PUBLIC_URL=https://tasks.example.org/tasks",
  ],
  "a path that only the proxy names": [
    { headers: { ...forwarded, "x-forwarded-prefix": "/tasks/" } },
    "other-path",
    "PUBLIC_URL=https://tasks.example.org/tasks",
  ],
  "PUBLIC_URL with a path that people do not type": [
    { publicUrl: "https://tasks.example.org/tasks", address: "https://tasks.example.org" },
    "other-path",
    "PUBLIC_URL=https://tasks.example.org",
  ],
};

test.each(Object.entries(wrong))("%s is named, with the line to write", (_name, [given, code, line]) => {
  const found = connectionFindings(facts(given));
  expect(found.map((one) => [one.code, one.line])).toEqual([[code, line]]);
  expect(found[0]?.state).not.toBe("ok");
  expect(found[0]?.advice).toMatch(/[.:]$/u);
  expect(found[0]?.saw).toMatch(/\.$/u);
});

test("PUBLIC_URL that was not set is named as soon as somebody comes from elsewhere", () => {
  const derived = { ...parsePublicUrl("http://localhost:8080"), derived: true };
  const elsewhere = { ...facts({ address: "https://tasks.example.org" }), publicUrl: derived };
  expect(connectionFindings(elsewhere)).toMatchObject([
    { code: "no-public-url", line: "PUBLIC_URL=https://tasks.example.org" },
  ]);
  const here = facts({
    address: "http://localhost:3000",
    scheme: "http",
    host: "localhost:3000",
    headers: {},
  });
  expect(connectionFindings({ ...here, publicUrl: derived })).toMatchObject([{ state: "ok" }]);
});

const right: Record<string, Given> = {
  "through a trusted proxy": {},
  "through two trusted proxies": {
    trustedProxies: ["172.18.0.0/16", "10.0.0.0/8"],
    headers: { ...forwarded, "x-forwarded-for": "203.0.113.5, 10.0.0.7" },
  },
  "from somebody who sends a forwarding header of their own": {
    headers: { ...forwarded, "x-forwarded-for": "10.9.9.9, 203.0.113.5" },
  },
  "below a path": {
    publicUrl: "https://example.org/tasks",
    address: "https://example.org/tasks/",
    host: "example.org",
    headers: { ...forwarded, "x-forwarded-prefix": "/tasks" },
  },
  directly: {
    publicUrl: "http://192.168.1.5:8080",
    peer: "192.168.1.77",
    client: "192.168.1.77",
    scheme: "http",
    host: "192.168.1.5:8080",
    headers: {},
    trustedProxies: [],
  },
  "from one who does not say what was typed": { address: null },
};

test.each(Object.entries(right))("what arrives %s is in order", (_name, given) => {
  expect(connectionFindings(facts(given))).toMatchObject([{ code: "in-order", state: "ok", line: null }]);
});

test("what TRUSTED_PROXIES should be is told when it is not", () => {
  expect(suggestedProxies(facts())).toBeNull();
  expect(suggestedProxies(facts(unbelieved))).toBe("172.18.0.0/16");
  expect(suggestedProxies(facts({ ...unbelieved, headers: {} }))).toBe("172.18.0.0/16");
});

test("following the advice puts an untrusted proxy in order", () => {
  const trustedProxies = [suggestedProxies(facts(unbelieved)) ?? ""];
  expect(connectionFindings(facts({ trustedProxies }))).toMatchObject([{ state: "ok" }]);
});
