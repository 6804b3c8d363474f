import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type {
  BackupListView,
  ConnectionView,
  CurrentServerWork,
  ServerView,
  ServerWorkView,
} from "#contract/server.ts";
import { read, write } from "../../lib/api.ts";
import { basePath } from "../../lib/base-path.ts";
import { isPassing } from "../../lib/query-client.ts";
import { useSave } from "../../lib/use-save.ts";

export const serverKeys = {
  all: ["server"] as const,
  one: ["server", "state"] as const,
  backups: ["server", "backups"] as const,
  work: ["server", "work"] as const,
  connection: ["server", "connection"] as const,
};

const pollMs = 700;

export function useServer() {
  return useQuery({
    queryKey: serverKeys.one,
    queryFn: ({ signal }) => read<ServerView>("/server", {}, signal),
    // Ages on the screen grow meanwhile.
    refetchInterval: 60_000,
  });
}

export function useBackups() {
  return useQuery({
    queryKey: serverKeys.backups,
    queryFn: ({ signal }) => read<BackupListView>("/server/backups", {}, signal),
  });
}

export function useConnection() {
  return useQuery({
    queryKey: serverKeys.connection,
    queryFn: ({ signal }) => {
      // Only the browser knows what was typed.
      const address = new URL(basePath, window.location.href).href;
      return read<ConnectionView>("/server/connection", { address }, signal);
    },
  });
}

/** Work on backups, asked for again and again while it runs; while the data is replaced nothing answers for a moment. */
export function useServerWork() {
  return useQuery({
    queryKey: serverKeys.work,
    queryFn: ({ signal }) => read<CurrentServerWork>("/server/work", {}, signal),
    select: ({ work }) => work,
    retry: (_, error) => isPassing(error),
    retryDelay: pollMs,
    refetchInterval: ({ state }) => (state.data?.work?.state === "running" ? pollMs : false),
  });
}

/** Calls back once when work that was seen running is over, and reads the page anew. */
export function useWorkEnd(
  work: ServerWorkView | null | undefined,
  onEnd: (work: ServerWorkView) => void,
): void {
  const client = useQueryClient();
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (!work) return;
    if (work.state === "running") {
      seen.current = work.id;
    } else if (seen.current === work.id) {
      seen.current = null;
      onEnd(work);
      // A restore changes everything there is to see, who is signed in included.
      void client.invalidateQueries(work.kind === "restore" ? {} : { queryKey: serverKeys.all });
    }
  }, [client, work, onEnd]);
}

export function useMakeBackup() {
  return useSave((_: object, key) => write<ServerWorkView>("POST", "/server/backups", key));
}

export function useProveBackup(id: string) {
  return useSave((_: object, key) => write<ServerWorkView>("POST", `${pathOf(id)}/prove`, key));
}

export function useRestoreBackup(id: string, onSaved: () => void) {
  return useSave(
    (body: { confirm: string }, key) => write<ServerWorkView>("POST", `${pathOf(id)}/restore`, key, body),
    { onSaved },
  );
}

export function useSetNotice(onSaved: () => void) {
  return useSave((body: { text: string }, key) => write<void>("PUT", "/server/notice", key, body), {
    onSaved,
  });
}

export function useClearNotice(onSaved: () => void) {
  return useSave((_: object, key) => write<void>("DELETE", "/server/notice", key), { onSaved });
}

export function pathOf(id: string): string {
  return `/server/backups/${encodeURIComponent(id)}`;
}
