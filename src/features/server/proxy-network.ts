import ipaddr from "ipaddr.js";

/** An address without the form in which an IPv4 one arrives at a server that listens on both families. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** Whether an address belongs to a network that is not reached from the internet: where proxies of one's own stand. */
export function isInside(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ["loopback", "private", "uniqueLocal", "linkLocal", "carrierGradeNat"].includes(
    ipaddr.process(address).range(),
  );
}

/** What to write into TRUSTED_PROXIES for a proxy at this address: itself, or the network a container gets a new one in. */
export function networkFor(address: string): string {
  const plain = ipaddr.process(address);
  if (plain.range() === "loopback") return "127.0.0.0/8,::1/128";
  if (plain instanceof ipaddr.IPv6) {
    return plain.range() === "uniqueLocal" ? cidr(plain, 64) : `${plain.toString()}/128`;
  }
  if (plain.range() !== "private") return `${plain.toString()}/32`;
  // Docker gives its networks 172.x.0.0/16; others are seldom larger than /24.
  return cidr(plain, plain.octets[0] === 172 ? 16 : 24);
}

/** The networks as they have to be written: ::ffff:10.0.0.0/104 matches nothing, and 10.0.0.0/8 is what it means. */
export function unmapped(network: string): string {
  const [address, bits] = ipaddr.parseCIDR(network);
  if (!(address instanceof ipaddr.IPv6) || !address.isIPv4MappedAddress() || bits < 96) return network;
  return `${address.toIPv4Address().toString()}/${bits - 96}`;
}

/** The value that trusts these networks and those at the given addresses, each said once. */
export function trustedWith(networks: readonly string[], addresses: readonly string[]): string {
  const more = addresses.flatMap((address) => networkFor(address).split(","));
  return [...new Set([...networks.map(unmapped), ...more])].join(",");
}

function cidr(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const kind = address instanceof ipaddr.IPv6 ? ipaddr.IPv6 : ipaddr.IPv4;
  return `${kind.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`;
}
