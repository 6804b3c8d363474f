import { isIP } from "node:net";
import { connect } from "node:tls";

/** Milliseconds. */
const patience = 10_000;

/**
 * When the certificate that an https address shows ends, in epoch milliseconds; null when nobody answers there with one.
 * Whether it is the right one is not looked at: an ended one has to be told, too. Never throws.
 */
export function certificateEnd(address: string): Promise<number | null> {
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/u, "$1");
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === "" ? 443 : Number(port),
      // A name is asked for, since one address may serve many; an address is no name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    const timer = setTimeout(() => end(null), patience);
    timer.unref();
    const end = (at: number | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(at);
    };
    socket.once("error", () => end(null));
    socket.once("close", () => end(null));
    socket.once("secureConnect", () => {
      // Typed as always there; without a certificate it is an empty object.
      const { valid_to: until } = socket.getPeerCertificate() as { readonly valid_to?: string };
      const at = until === undefined ? Number.NaN : Date.parse(until);
      end(Number.isNaN(at) ? null : at);
    });
  });
}
