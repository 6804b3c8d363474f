import ipaddr from "ipaddr.js";

/**
 * What is counted as one address: an IPv4 address, or the /64 network of an IPv6 one, because a single household or
 * machine has 2^64 of those to choose from.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  return plain instanceof ipaddr.IPv6 ? plain.parts.slice(0, 4).join(":") : plain.toString();
}
