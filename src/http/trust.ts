import ipaddr from "ipaddr.js";

/** Says whether an address is in one of the trusted proxies' networks (CIDRs). */
export function trustOf(networks: readonly string[]): (address: string | undefined) => boolean {
  const parsed = networks.map((network) => ipaddr.parseCIDR(network));
  return (address) => {
    if (address === undefined || !ipaddr.isValid(address)) return false;
    // An IPv4 address arrives as ::ffff:10.0.0.1 when the server listens on both families.
    const plain = ipaddr.process(address);
    return parsed.some(([network, bits]) => plain.kind() === network.kind() && plain.match(network, bits));
  };
}
