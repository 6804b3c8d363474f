import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body as they came. */
  readonly source: string;
  readonly subject: string;
  readonly body: string;
}

export interface MailServer {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** How many connections there were. */
  readonly visits: () => number;
}

/** A real mail server on a free port of this machine, for one test. `over` says how it misbehaves. */
export async function startMailServer(over: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let visits = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onConnect(_session, done) {
      visits += 1;
      done();
    },
    onAuth(auth, _session, done) {
      done(null, { user: auth.username });
    },
    onData(stream, session, done) {
      void text(stream).then((source) => {
        const { mailFrom, rcptTo } = session.envelope;
        const [head = "", ...body] = source.split("\r\n\r\n");
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source,
          subject: /^Subject: (.*)$/mu.exec(head)?.[1] ?? "",
          body: plain(body.join("\n\n")),
        });
        // oxlint-disable-next-line promise/no-callback-in-promise -- the mail server speaks in callbacks
        done();
      });
    },
    ...over,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  // It listens on a port, so its address is one.
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, visits: () => visits };
}

/** Without the marks of quoted-printable, so that a sentence can be found in it. */
function plain(body: string): string {
  const bytes = body
    .replaceAll("\r\n", "\n")
    .replace(/=\n/gu, "")
    .replace(/=([0-9A-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
