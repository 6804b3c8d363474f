import { type NoticeView, noticeSchema } from "#contract/notice.ts";
import type { EntryKernel } from "#http/entry-kernel.ts";
import type { Tx } from "#storage/database.ts";
import { findLocal, type LocalState } from "#storage/local-state.ts";

/** Every open screen asks, so one look serves all for this many milliseconds. */
const kept = 3_000;

/** What the host tells everybody, whether signed in or not. */
export function noticeRoutes(kernel: EntryKernel<Tx>): void {
  let last: { readonly at: number; readonly found: LocalState["notice"] | undefined } | undefined;
  kernel.openRead({
    url: "/notice",
    summary: "What the host tells everybody",
    response: noticeSchema,
    async handler({ tx, at: { now } }): Promise<NoticeView> {
      if (!last || now - last.at >= kept || now < last.at) {
        last = { at: now, found: await findLocal(tx, "notice") };
      }
      const { found } = last;
      if (!found || (found.until !== null && found.until <= now)) return { notice: null };
      const until = found.until === null ? null : new Date(found.until).toISOString();
      return { notice: { text: found.text, until } };
    },
  });
}
