import { useMutationState } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { SessionGate } from "./session-gate.tsx";
import { useHostNotice } from "../features/notice/use-host-notice.ts";
import { TemporaryNotice } from "../features/session/temporary-notice.tsx";
import { useAccount } from "../lib/account-context.tsx";
import { heldSentence } from "../lib/api-problem.ts";
import { useOnline } from "../lib/use-online.ts";
import { Nav, type NavEntry } from "../ui/nav.tsx";
import { Notice } from "../ui/notice.tsx";
import { Shell } from "../ui/shell.tsx";
import styles from "./app-shell.module.css";
import { copy } from "./copy.ts";
import { NavLink } from "./nav-link.tsx";

const places = [
  { label: copy.today, to: "/" },
  { label: copy.tasks, to: "/tasks" },
  { label: copy.done, to: "/done" },
  { label: copy.settings, to: "/settings" },
] as const;

/** The frame of every screen; without a session it holds the welcome instead. */
export function AppShell() {
  return (
    <SessionGate>
      <SignedInShell />
    </SessionGate>
  );
}

function SignedInShell() {
  const router = useRouter();
  const { pathname } = useLocation();
  const notices = useNotices();
  const entries: NavEntry[] = places.map(({ label, to }) => ({
    label,
    href: router.buildLocation({ to }).href,
    current: to === placeOf(pathname),
  }));
  return (
    <Shell nav={<Nav entries={entries} link={NavLink} />} notices={notices}>
      <Outlet />
    </Shell>
  );
}

/** The place a screen belongs to; starting belongs to Today, and one go at a task to no place of its own. */
function placeOf(pathname: string): string {
  if (pathname.endsWith("/start")) return "/";
  if (pathname.startsWith("/instances/")) return "";
  if (pathname.startsWith("/import") || pathname.startsWith("/server")) return "/settings";
  return places.find(({ to }) => to !== "/" && pathname.startsWith(to))?.to ?? "/";
}

/** The lines that stand on every screen just now; null when there are none. */
function useNotices() {
  const { kind } = useAccount();
  const online = useOnline();
  const failures = useMutationState({
    filters: { mutationKey: ["save"], status: "pending" },
    select: (mutation) => mutation.state.failureReason,
  });
  const waiting = failures.some((reason) => reason !== null);
  const told = useHostNotice();
  if (kind !== "temporary" && online && !waiting && told === null) return null;
  return (
    <>
      {told !== null && <Notice>{told}</Notice>}
      {kind === "temporary" && <TemporaryNotice />}
      {!online && <Notice>{copy.offline}</Notice>}
      {online && waiting && (
        <div className={styles.elsewhere}>
          <Notice>{failures.map(heldSentence).find((sentence) => sentence !== null) ?? copy.waiting}</Notice>
        </div>
      )}
    </>
  );
}
