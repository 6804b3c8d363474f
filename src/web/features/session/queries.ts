import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { InstallationView, MeView, SessionView } from "#contract/account.ts";
import { read, write } from "../../lib/api.ts";
import { basePath } from "../../lib/base-path.ts";
import { dropDrafts } from "../../lib/drafts.ts";
import { forgetPerson } from "../../lib/query-client.ts";
import { useSave } from "../../lib/use-save.ts";

export const sessionKeys = {
  me: ["session", "me"] as const,
  installation: ["session", "installation"] as const,
  /** True when the session ended by itself, in the middle of something. */
  ended: ["session", "ended"] as const,
};

/** Who is signed in; null when nobody is. */
export function useSession() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: sessionKeys.me,
    queryFn: async ({ signal }): Promise<MeView | null> => {
      const { account, installation } = await read<SessionView>("/session", {}, signal);
      const me = account && { account, installation };
      forgetOther(client, me);
      return me;
    },
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: "always",
  });
  const id = query.data === undefined ? undefined : (query.data?.account.id ?? "");
  useEffect(
    () => tellOtherTabs(id, () => void client.invalidateQueries({ queryKey: sessionKeys.me })),
    [client, id],
  );
  return query;
}

/** One browser, one cookie: when another tab signs in as somebody else, this one must not go on as before. */
function tellOtherTabs(id: string | undefined, changedElsewhere: () => void) {
  const name = `tas:${basePath}:here`;
  try {
    if (id !== undefined) localStorage.setItem(name, id);
  } catch {
    // Without storage the next look at the window notices it.
  }
  const listen = (event: StorageEvent) => {
    if (event.key === name && event.newValue !== id) changedElsewhere();
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}

function forgetOther(client: QueryClient, me: MeView | null): void {
  const before = client.getQueryData<MeView | null>(sessionKeys.me);
  if (before && before.account.id !== me?.account.id) forgetPerson(client);
}

export function useInstallation() {
  return useQuery({
    queryKey: sessionKeys.installation,
    queryFn: ({ signal }) => read<InstallationView>("/installation", {}, signal),
    staleTime: 5 * 60_000,
  });
}

interface Newcomer {
  timeZone: string;
  invitation?: string;
}

/** A save that answers with who is signed in from then on. */
function useSessionSave<Body>(method: "POST" | "PATCH", path: string, onSaved?: () => void) {
  const client = useQueryClient();
  return useSave((body: Body & object, key) => write<MeView>(method, path, key, body), {
    onSaved: (me) => {
      forgetOther(client, me);
      client.setQueryData(sessionKeys.ended, false);
      client.setQueryData(sessionKeys.me, me);
      onSaved?.();
    },
  });
}

export function useBecomeGuest() {
  return useSessionSave<Newcomer>("POST", "/session/guest");
}

/** A new account; or, for a guest, a name and a password on the account that is there. */
export function useSignUp(onSaved?: () => void) {
  return useSessionSave<Partial<Newcomer> & { username: string; password?: string }>(
    "POST",
    "/accounts",
    onSaved,
  );
}

export function useSignIn() {
  return useSessionSave<{ username: string; password: string }>("POST", "/session");
}

export function useChangeProfile(onSaved?: () => void) {
  return useSessionSave<{ timeZone?: string; username?: string }>("PATCH", "/me", onSaved);
}

export function useChangePassword(onSaved?: () => void) {
  return useSessionSave<{ current?: string; next: string }>("POST", "/me/password", onSaved);
}

/** Ends the session and takes every personal word out of this browser. */
export function useSignOut(onSaved?: () => void) {
  const client = useQueryClient();
  return useSave((_: object, key) => write<void>("DELETE", "/session", key), {
    onSaved: () => {
      dropDrafts();
      forgetPerson(client);
      client.setQueryData(sessionKeys.me, null);
      // After the screens are gone, so that none of them asks for anything in nobody's name.
      setTimeout(() => onSaved?.(), 0);
    },
  });
}
