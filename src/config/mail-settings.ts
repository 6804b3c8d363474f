import { isIP } from "node:net";
import { ConfigError } from "./config-error.ts";
import type { RawEnvironment } from "./env.ts";
import type { PublicUrl } from "./public-url.ts";

/** How mail leaves. */
export interface MailSettings {
  /** smtp:// or smtps://, as nodemailer takes it; may hold a password. */
  readonly url: string;
  /** The server without user and password, safe to print. */
  readonly label: string;
  /** The sender, as an address or as Name <address>. */
  readonly from: string;
  /** Who hears of trouble; may be nobody. */
  readonly alertTo: readonly string[];
}

/** Reads everything about mail; null when no mail server is given. Throws ConfigError. */
export function loadMailSettings(raw: RawEnvironment, publicUrl: PublicUrl): MailSettings | null {
  const alertTo = raw.ALERT_EMAIL === undefined ? [] : parseAlertEmail(raw.ALERT_EMAIL);
  const from = raw.MAIL_FROM === undefined ? defaultSender(publicUrl) : parseSender(raw.MAIL_FROM);
  if (raw.SMTP_URL !== undefined) return { ...parseSmtpUrl(raw.SMTP_URL), from, alertTo };
  if (alertTo.length === 0) return null;
  // Whoever sets this relies on being told of trouble.
  throw new ConfigError(
    "ALERT_EMAIL is set, but no mail leaves without SMTP_URL; write that too, like smtps://user:password@mail.example.org, or remove ALERT_EMAIL.",
  );
}

function parseSmtpUrl(value: string): { url: string; label: string } {
  const url = URL.canParse(value) ? new URL(value) : null;
  // Never quoted: a password may stand anywhere in a malformed address.
  if (
    url === null ||
    !/^smtps?:\/\//iu.test(value) ||
    url.hostname === "" ||
    url.pathname.length > 1 ||
    url.hash !== "" ||
    url.search.includes("@") ||
    !isDecodable(url.username + url.password)
  ) {
    throw new ConfigError(
      "SMTP_URL is not a mail server's address; write smtp://user:password@host:587 or smtps://user:password@host, with %40 for an @, %2F for a / and %25 for a % inside the password.",
    );
  }
  return { url: value, label: `${url.protocol}//${url.host}` };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const address = /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()\\\p{Cc}]{1,253}$/u;

function parseAlertEmail(value: string): readonly string[] {
  const addresses = value.split(",").map((part) => part.trim());
  if (addresses.every((one) => address.test(one))) return addresses;
  throw new ConfigError(
    "ALERT_EMAIL is not a mail address; write one like me@example.org, or several with commas between them.",
  );
}

function parseSender(value: string): string {
  const bare = /^[^<>\p{Cc}]*<([^<>]*)>$/u.exec(value)?.[1] ?? value;
  if (address.test(bare)) return value;
  throw new ConfigError(
    "MAIL_FROM is not a sender; write an address like tasks@example.org, or a name with it, like Tasks <tasks@example.org>.",
  );
}

function defaultSender(publicUrl: PublicUrl): string {
  const { hostname } = new URL(publicUrl.origin);
  // An address of digits would need a form that many servers refuse.
  const host = isIP(hostname) === 0 && !hostname.startsWith("[") ? hostname : "localhost";
  return `Task Aversion System <task-aversion@${host}>`;
}
