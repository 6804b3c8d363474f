import { useQuery } from "@tanstack/react-query";
import type { NoticeView } from "#contract/notice.ts";
import { read } from "../../lib/api.ts";

/** Asked again this often, in milliseconds, and whenever somebody comes back to the window. */
const askEvery = 2 * 60_000;

/** What the host tells everybody just now. It belongs to nobody, so it outlives a session. */
export function useHostNotice(): string | null {
  const { data } = useQuery({
    queryKey: ["session", "notice"],
    queryFn: ({ signal }) => read<NoticeView>("/notice", {}, signal),
    staleTime: 30_000,
    refetchInterval: askEvery,
  });
  return data?.notice?.text ?? null;
}
