import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { InstallationView, MeView, SessionView } from "#contract/account.ts";
import { read, write } from "../../lib/api.ts";
import { dropDrafts } from "../../lib/drafts.ts";
import { useSave } from "../../lib/use-save.ts";

export const sessionKeys = {
  me: ["session", "me"] as const,
  installation: ["session", "installation"] as const,
};

/** Who is signed in; null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: sessionKeys.me,
    queryFn: async ({ signal }): Promise<MeView | null> => {
      const { account, installation } = await read<SessionView>("/session", {}, signal);
      return account && { account, installation };
    },
    staleTime: 5 * 60_000,
  });
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
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
      client.setQueryData(sessionKeys.me, null);
      onSaved?.();
    },
  });
}
