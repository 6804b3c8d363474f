import { createTransport } from "nodemailer";

/** A mail server and those who are written to. */
export interface MailRoute {
  /** smtp:// or smtps://; may hold a password. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** Milliseconds. A mail server that takes longer for a step, or for all, has not taken the mail. */
export interface MailPatience {
  readonly step: number;
  readonly whole: number;
}

const usualPatience: MailPatience = { step: 15_000, whole: 60_000 };

/**
 * Sends a plain text to everybody of a route; false when the mail server did not take it. Never throws and never waits
 * longer than its patience: no mail is worth disturbing anything else.
 */
export async function sendMail(
  route: MailRoute,
  mail: { readonly subject: string; readonly text: string },
  log: { warn(details: object, message: string): void },
  patience: MailPatience = usualPatience,
): Promise<boolean> {
  if (route.to.length === 0) return false;
  let timer: NodeJS.Timeout | undefined;
  try {
    const transport = createTransport(withTimeouts(route.url, patience.step));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("late")), patience.whole);
      timer.unref();
    });
    const sent = transport.sendMail({
      from: route.from,
      to: [...route.to],
      ...mail,
      // Nothing of it comes from a file or an address of another place.
      disableFileAccess: true,
      disableUrlAccess: true,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    // Whichever of the two comes too late has nobody waiting for it.
    sent.catch(() => {});
    try {
      await Promise.race([sent, late]);
      return true;
    } finally {
      transport.close();
    }
  } catch (error) {
    // Not its words: a mail server may repeat what it was told, the password too.
    const code = error instanceof Error && "code" in error ? String(error.code) : "none";
    log.warn({ code }, "the mail server did not take a mail");
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** The address with timeouts of ours for each step, unless it names its own. */
function withTimeouts(address: string, step: number): string {
  const url = new URL(address);
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout", "dnsTimeout"]) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(step));
  }
  return url.href;
}
