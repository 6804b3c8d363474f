import { hostname } from "node:os";
import type { Command } from "commander";
import { ConfigError } from "#config/config-error.ts";
import { readEnv } from "#config/env.ts";
import { loadMailSettings, type MailSettings } from "#config/mail-settings.ts";
import { derivePublicUrl, parsePublicUrl, type PublicUrl } from "#config/public-url.ts";
import { createRedactor } from "#config/redact.ts";
import { sendMail } from "#jobs/mail.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";

interface AlertOptions {
  readonly test?: true;
}

const longest = 20_000;

/** tas alert TEXT | --test: writes to ALERT_EMAIL. Needs the settings and a mail server; asks no database. */
export function alertCommand(program: Command, context: CliContext): void {
  program
    .command("alert")
    .description("write a mail to ALERT_EMAIL, such as from a unit of systemd when the app ends by itself")
    .argument("[text]", "what the host has to know")
    .option("--test", "send a mail that says that mails arrive")
    .action(async (words: string | undefined, { test }: AlertOptions) => {
      const text = words?.trim() ?? "";
      if (test ? text !== "" : text === "") {
        throw new UsageError(
          'Say what to write, like: tas alert "The app does not start", or: tas alert --test',
        );
      }
      const { mail, place, trouble } = settings(context);
      if (mail === null || mail.alertTo.length === 0) {
        const advice =
          "Set it, together with SMTP_URL, to the address of the person who looks after this server.";
        throw new CliError("no-address", `Nobody was told, because ALERT_EMAIL is not set. ${advice}`);
      }
      const route = { url: mail.url, from: mail.from, to: mail.alertTo };
      const letter = test ? testLetter(place) : alertLetter(place, text, trouble);
      let code = "";
      const sent = await sendMail(route, letter, {
        warn(details) {
          code = "code" in details && typeof details.code === "string" ? details.code : "";
        },
      });
      if (!sent) {
        throw new CliError(
          "mail-refused",
          `The mail server ${mail.label} did not take the mail (${code}). Check SMTP_URL and MAIL_FROM, and whether this machine may send mail.`,
        );
      }
      const to = mail.alertTo.join(", ");
      context.output.answer(
        { sentTo: mail.alertTo },
        `The mail server took it. Look whether it is there: ${to}`,
      );
    });
}

interface Known {
  readonly mail: MailSettings | null;
  readonly place: string;
  /** What is wrong with the other settings; "" when all is well. */
  readonly trouble: string;
}

/** The settings; when another one is wrong, which may be why the app does not start, those about mail alone. */
function settings(context: CliContext): Known {
  try {
    const { mail, publicUrl } = context.config();
    return { mail, place: publicUrl.href, trouble: "" };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const raw = readEnv();
    const publicUrl = addressFrom(raw.PUBLIC_URL);
    return { mail: loadMailSettings(raw, publicUrl), place: publicUrl.href, trouble: error.message };
  }
}

function addressFrom(value: string | undefined): PublicUrl {
  try {
    return value === undefined ? derivePublicUrl("localhost", 8080) : parsePublicUrl(value);
  } catch {
    return derivePublicUrl("localhost", 8080);
  }
}

function alertLetter(place: string, text: string, trouble: string) {
  // What a unit hands on may hold lines of a log.
  const said = createRedactor([]).text(text).slice(0, longest);
  const parts = [
    `This is the Task Aversion System at ${place}, on the machine ${hostname()}.`,
    said,
    trouble === "" ? "" : `Its settings are not right: ${trouble}`,
    'What to do: run "tas doctor" on the server. It looks at settings, disk, database and backups, and says what to do.',
  ];
  return {
    subject: `The server needs a look: ${new URL(place).host}`,
    text: `${parts.filter((part) => part !== "").join("\n\n")}\n`,
  };
}

function testLetter(place: string) {
  return {
    subject: `A trial mail: ${new URL(place).host}`,
    text: `This is the Task Aversion System at ${place}, on the machine ${hostname()}.\n\nMails about trouble arrive. There is nothing to do.\n`,
  };
}
