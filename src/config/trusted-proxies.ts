import ipaddr from "ipaddr.js";
import { ConfigError } from "./config-error.ts";

/** Reads comma-separated CIDRs; a bare address is a network of one. Throws ConfigError. */
export function parseTrustedProxies(value: string): readonly string[] {
  const entries = value.split(",").map((entry) => entry.trim());
  return entries.filter((entry) => entry !== "").map(parseNetwork);
}

function parseNetwork(entry: string): string {
  const [address = "", bits, ...rest] = entry.split("/");
  // ipaddr.js also accepts shortened and octal IPv4 forms, which different tools read differently.
  const plain = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  const width = address.includes(":") ? 128 : 32;
  const length = bits === undefined ? width : /^\d{1,3}$/u.test(bits) ? Number(bits) : Number.NaN;
  if (!plain || rest.length > 0 || !(length >= 0 && length <= width)) {
    throw new ConfigError(
      `TRUSTED_PROXIES holds "${entry}", which is not a network; write CIDRs separated by commas, like 10.0.0.0/8,::1/128.`,
    );
  }
  if (length === 0) {
    throw new ConfigError(
      `TRUSTED_PROXIES holds "${entry}", which would believe everyone's forwarding headers; name only your proxy's network, like 10.0.0.0/8.`,
    );
  }
  return `${ipaddr.parse(address).toString()}/${length}`;
}
