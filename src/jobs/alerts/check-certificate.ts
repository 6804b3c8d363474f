import type { AlertCheck, AlertLook, AlertWords } from "./alert-check.ts";
import { momentText } from "./alert-mail.ts";
import { certificateEnd } from "./certificate-end.ts";

const day = 24 * 60 * 60_000;
/** A certificate that renews itself does so before this, in milliseconds. */
const early = 14 * day;

/** Whether the certificate of the public address ends soon. */
export class CertificateCheck implements AlertCheck {
  readonly name = "certificate";
  readonly #address: string;
  readonly #endOf: (address: string) => Promise<number | null>;
  readonly #onUnreachable: () => void;
  #end: number | null = null;

  /** `onUnreachable`: nobody shows a certificate there, which behind a home router may be as it should be. */
  constructor(
    address: string,
    onUnreachable: () => void,
    endOf: (address: string) => Promise<number | null> = certificateEnd,
  ) {
    this.#address = address;
    this.#onUnreachable = onUnreachable;
    this.#endOf = endOf;
  }

  /** When it ends, as seen last, in epoch milliseconds; null while none was seen. */
  get end(): number | null {
    return this.#end;
  }

  words(): AlertWords {
    return {
      trouble: "The certificate ends soon",
      well: "The certificate is well again",
      opening: "Its certificate was not renewed. Once it has ended, browsers keep people out.",
      advice: [
        'With certbot: run "certbot renew" on the server and read what it says; "systemctl list-timers" shows whether it runs by itself.',
        "Behind a provider that makes certificates, look there.",
      ],
    };
  }

  async look(now: number): Promise<AlertLook | null> {
    const end = await this.#endOf(this.#address);
    if (end === null) {
      this.#onUnreachable();
      return null;
    }
    this.#end = end;
    const fact = `The certificate of ${this.#address} ends ${momentText(end)}.`;
    if (end - now >= early) return { troubles: [], fact };
    const days = Math.floor((end - now) / day);
    const saw =
      end <= now
        ? `The certificate of ${this.#address} ended ${momentText(end)}.`
        : `The certificate of ${this.#address} ends in ${days === 1 ? "1 day" : `${days} days`}, ${momentText(end)}.`;
    return { troubles: [saw], fact: "" };
  }
}
